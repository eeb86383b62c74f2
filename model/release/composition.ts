import type { Catalog, Identity } from "../catalog/schema";
import type { Stage } from "../stage/stage";
import type { ReleaseRecord } from "./record";
import type { Release } from "./release";

/**
 * What a rollback deploys. Data rolls forward only: services, routes, queues and events of then, with today's tables,
 * buckets and users; the functions that Cognito calls are of then as well. What the newest deployment was to change of
 * these and did not, is as it was then.
 * @param then the release that comes back
 * @param today what was deployed last, whether it ended well or not
 */
export function rolledBack(then: Release, today: Pick<ReleaseRecord, "release" | "undone">): Release {
  const { data, identity } = today.release.catalog;
  const undone = new Set(today.undone);
  const old = then.catalog;
  return {
    ...then,
    catalog: {
      ...old,
      identity: [...undone].some((name) => name.startsWith("user-pool"))
        ? old.identity
        : withTriggersOf(identity, old.identity),
      data: {
        ...old.data,
        tables: rolledForward(old.data.tables, data.tables, (name) => undone.has(`table-${name}`)),
        buckets: rolledForward(
          old.data.buckets,
          data.buckets,
          (name) => undone.has(`bucket-${name}`) || undone.has(`bucket-${name}-lifecycle`),
        ),
      },
    },
  };
}

/** Today's users, with the triggers that the functions of then answer, and the tier that those need. */
function withTriggersOf(today: Identity, then: Identity): Identity {
  const { tier, ...rest } = today;
  const needed = then.tier ?? tier;
  return { ...rest, triggers: then.triggers, ...(needed === undefined ? {} : { tier: needed }) };
}

function rolledForward<T>(
  then: Readonly<Record<string, T>>,
  today: Readonly<Record<string, T>>,
  isUndone: (name: string) => boolean,
): Record<string, T> {
  const done = Object.entries(today).filter(([name]) => !isUndone(name));
  return { ...then, ...Object.fromEntries(done) };
}

/** The stage with the settings of a release, where they belong to what runs; where it lives and how its data are kept is today's. */
export function stageOf(stage: Stage, { settings }: Pick<ReleaseRecord, "settings">): Stage {
  const { functions, api, identity, alarms } = settings;
  return { ...stage, functions, api, identity, alarms, settings: settings.settings };
}

/**
 * A release with some services taken from another, everything else as it is: a service that the other does not have goes.
 * @param services names; each is in at least one of the two
 */
export function withServices(base: Release, services: readonly string[], from: Release): Release {
  const named = new Set(services);
  const own = <T>(things: Readonly<Record<string, T>>, keep: boolean): (readonly [string, T])[] =>
    Object.entries(things).filter(([id]) => named.has(id.split("/")[0] ?? "") !== keep);
  const catalog: Catalog = {
    ...base.catalog,
    services: Object.fromEntries([...own(base.catalog.services, true), ...own(from.catalog.services, false)]),
  };
  return {
    ...from,
    catalog,
    artifacts: Object.fromEntries(
      [...own(base.artifacts, true), ...own(from.artifacts, false)].sort(([a], [b]) => (a < b ? -1 : 1)),
    ),
  };
}
