import { setTimeout as sleep } from "node:timers/promises";
import { DeployError } from "../../model/errors";
import { isPermanent } from "../aws/errors";
import {
  GROUPS_AT_ONCE,
  openLogs,
  readGroup,
  type FilterLogs,
  type LogEvent,
  type LogQuery,
} from "../aws/monitoring/logEvents";
import { inParallel } from "../aws/parallel";
import type { AwsTarget } from "../aws/target";
import { Followed } from "./logCursor";

/** Between two looks. ms */
const PAUSE = 2_000;

/** What following needs of the outside. */
export interface FollowPorts {
  readonly filter: FilterLogs;
  /** Unix ms */
  readonly now: () => number;
  /** Waits for the next look, or until the signal is aborted. */
  readonly pause: (signal: AbortSignal) => Promise<void>;
  readonly warn: (line: string) => void;
}

/** One client for as long as it is followed. */
export async function followPorts(target: AwsTarget, warn: FollowPorts["warn"]): Promise<FollowPorts> {
  return {
    filter: await openLogs(target),
    now: Date.now,
    pause: (signal) => sleep(PAUSE, undefined, { signal }).catch(() => undefined),
    warn,
  };
}

/**
 * Lines as they come, until the signal is aborted; each once. What may pass by itself (a network that is away, a rate that
 * is limited) is said, and asked for again.
 * @param show given the next ones, by time
 * @throws DeployError where it cannot be followed: no valid credentials, no permission, or no log group
 */
export async function followLogs(
  target: AwsTarget,
  query: LogQuery,
  show: (events: readonly LogEvent[]) => void,
  ports: FollowPorts,
): Promise<void> {
  let groups: readonly Followed[] = query.groups.map((name) => new Followed(name, query.since));
  let troubled = false;
  while (!query.signal.aborted) {
    const { events, cut, missing, refused } = await look(target, query, groups, ports);
    if (events.length > 0) show(events);
    if (cut.length > 0) ports.warn(`Too many new lines: older lines were skipped in ${cut.join(", ")}`);
    if (missing.size > 0) ports.warn(`Log groups not found: ${[...missing].map(({ name }) => name).join(", ")}`);
    const [trouble] = refused.values();
    if (trouble !== undefined && !troubled)
      ports.warn(
        `${String(refused.size)} of ${String(groups.length)} log groups could not be read, retrying: ${trouble.what}`,
      );
    troubled = trouble !== undefined;
    // Throttled log groups come first in the next round, so that each gets its turn.
    const others = groups.filter((group) => !refused.has(group) && !missing.has(group));
    groups = [...refused.keys(), ...others];
    if (groups.length === 0) throw nothingToRead();
    await ports.pause(query.signal);
  }
}

/** What was found in a look at all groups. */
interface Look {
  /** Those that were not there before, by time. */
  readonly events: readonly LogEvent[];
  /** Groups of which there was more. */
  readonly cut: readonly string[];
  readonly missing: ReadonlySet<Followed>;
  /** Groups that could not be read this time. */
  readonly refused: ReadonlyMap<Followed, DeployError>;
}

async function look(
  target: AwsTarget,
  query: LogQuery,
  groups: readonly Followed[],
  { filter, now }: FollowPorts,
): Promise<Look> {
  const events: LogEvent[] = [];
  const cut: string[] = [];
  const missing = new Set<Followed>();
  const refused = new Map<Followed, DeployError>();
  await inParallel(groups, GROUPS_AT_ONCE, async (group) => {
    try {
      const found = await readGroup(target, filter, group.name, { ...query, since: group.since });
      if (found === null) missing.add(group);
      else for (const event of group.take(found.events, now())) events.push(event);
      if (found?.cut === true) cut.push(group.name);
    } catch (error) {
      if (!query.signal.aborted) refused.set(group, passing(error));
    }
  });
  return { events: events.sort((a, b) => a.at - b.at), cut, missing, refused };
}

/** What may be otherwise the next time. @throws what will not */
function passing(error: unknown): DeployError {
  if (error instanceof DeployError && error.code === "AWS" && !isPermanent(error.cause)) return error;
  throw error;
}

function nothingToRead(): DeployError {
  return new DeployError(
    "AWS",
    "None of the log groups is there.",
    "See what is deployed: `bin/deploy status`; `up` makes the groups of a stage.",
  );
}
