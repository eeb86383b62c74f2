import { serviceOf } from "../catalog/functions";
import type { Catalog, Identity, Queue } from "../catalog/schema/catalog";
import type { Service } from "../catalog/schema/service";
import type { Stage } from "../stage/stage";
import type { ReleaseRecord } from "./record";
import type { Release } from "./release";
import { withIndexesOf, type StageData } from "./stageData";

/**
 * The release that a rollback deploys. Data rolls forward only: code, routes, grants and events are those of the target
 * release; tables, queues, buckets, users and groups are today's. Cognito triggers call the functions of the target.
 * Indexes and streams that the target's code needs are added; nothing that has data is deleted.
 * @param then the target of the rollback
 * @param today data on the stage now
 */
export function rollbackRelease(then: Release, today: StageData): Release {
  const { catalog } = then;
  const { data, services } = catalog;
  return {
    ...then,
    catalog: {
      ...catalog,
      identity: rolledForwardIdentity(catalog.identity, today.identity),
      data: {
        ...data,
        tables: mergeRecords(data.tables, today.tables, (old, current) => withIndexesOf(current, old)),
        queues: mergeRecords(data.queues, today.queues, withLongerRetention),
        buckets: { ...data.buckets, ...today.buckets },
      },
      events: { ...catalog.events, topics: { ...today.topics, ...catalog.events.topics } },
      services: {
        ...mergeRecords(services, entriesInBoth(today.services, services), withLongerLogRetention),
        ...logGroupsOnly(today.services, services),
      },
    },
  };
}

/** Entries of either record; `both` decides for entries in both. */
function mergeRecords<T>(
  then: Readonly<Record<string, T>>,
  today: Readonly<Record<string, T>>,
  both: (then: T, today: T) => T,
): Record<string, T> {
  const current = Object.entries(today).map(([name, thing]): readonly [string, T] => {
    const old = then[name];
    return [name, old === undefined ? thing : both(old, thing)];
  });
  return { ...then, ...Object.fromEntries(current) };
}

const longest = <T extends number>(a: T, b: T): T => (a > b ? a : b);

/** A shorter retention would drop waiting messages, and another type would create a new queue. */
function withLongerRetention(then: Queue, today: Queue): Queue {
  return { ...then, type: today.type, retention: longest(then.retention, today.retention) };
}

function rolledForwardIdentity(then: Identity, today: Identity | null): Identity {
  if (today === null) return then;
  return withTriggersOf({ ...today, groups: { ...then.groups, ...today.groups } }, then);
}

/**
 * Today's user pool with the triggers of the target release, and the tier that these need.
 */
function withTriggersOf(today: Identity, then: Identity): Identity {
  const { tier, ...rest } = today;
  const needed = then.tier ?? tier;
  return { ...rest, triggers: then.triggers, ...(needed === undefined ? {} : { tier: needed }) };
}

function entriesInBoth<T>(things: Readonly<Record<string, T>>, others: object): Record<string, T> {
  return Object.fromEntries(Object.entries(things).filter(([name]) => Object.hasOwn(others, name)));
}

/** A service without retention has the stage's. */
function withLongerLogRetention(then: Service, today: Service): Service {
  const { logRetentionDays: days, ...service } = then;
  const current = today.logRetentionDays;
  if (days === undefined || current === undefined) return service;
  return { ...service, logRetentionDays: longest(current, days) };
}

/** Services that the target does not have keep only their log group, for the analysis of failures. */
function logGroupsOnly(today: Catalog["services"], then: Catalog["services"]): Catalog["services"] {
  const later = Object.entries(today).filter(([name]) => !Object.hasOwn(then, name));
  return Object.fromEntries(
    later.map(([name, service]) => [
      name,
      { ...service, environment: {}, grants: [], statements: [], functions: {}, migrations: {}, accepted: [] },
    ]),
  );
}

/**
 * The stage with the recorded settings of a release for functions, API, identity and alarms. Account, domains and data
 * settings are today's; log retention is the longer of the two.
 */
export function stageWithSettingsOf(stage: Stage, { settings }: Pick<ReleaseRecord, "settings">): Stage {
  const { functions, api, identity, alarms } = settings;
  const [logRetentionDays, accessLogRetentionDays] = [
    longest(functions.logRetentionDays, stage.functions.logRetentionDays),
    longest(api.accessLogRetentionDays, stage.api.accessLogRetentionDays),
  ];
  return {
    ...stage,
    functions: { ...functions, logRetentionDays },
    api: { ...api, accessLogRetentionDays },
    identity,
    alarms,
    settings: settings.settings,
  };
}

/**
 * A release with some services replaced by those of another. A service that the other does not have is removed.
 * @param services names; each is in at least one of the two
 */
export function releaseWithServices(base: Release, services: readonly string[], from: Release): Release {
  return {
    ...from,
    catalog: catalogWithServices(base.catalog, services, from.catalog),
    artifacts: artifactsWithServices(base, services, from),
  };
}

/** A catalog with some services replaced by those of another. */
export function catalogWithServices(base: Catalog, services: readonly string[], from: Catalog): Catalog {
  return { ...base, services: replaceServices(base.services, services, from.services) };
}

/** The artifacts of a release, with those of some services replaced by another's. */
export function artifactsWithServices(base: Release, services: readonly string[], from: Release): Release["artifacts"] {
  const artifacts = Object.entries(replaceServices(base.artifacts, services, from.artifacts));
  return Object.fromEntries(artifacts.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** @param base by service (`users`) or function (`users/get`) */
function replaceServices<T>(
  base: Readonly<Record<string, T>>,
  services: readonly string[],
  from: Readonly<Record<string, T>>,
): Record<string, T> {
  const named = new Set(services);
  const ofNamed = ([id]: readonly [string, T]): boolean => named.has(serviceOf(id));
  return Object.fromEntries([
    ...Object.entries(base).filter((entry) => !ofNamed(entry)),
    ...Object.entries(from).filter(ofNamed),
  ]);
}
