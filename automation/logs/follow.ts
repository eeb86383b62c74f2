import { setTimeout as sleep } from "node:timers/promises";
import { DeployError } from "../../model/errors";
import { isPermanent } from "../aws/errors";
import { PARALLEL_GROUPS, readLogGroup, type LogEvent, type LogQuery } from "../aws/monitoring/logEvents";
import { openLogs, type FilterLogs } from "../aws/monitoring/logPages";
import { inParallel } from "../aws/parallel";
import type { AwsTarget } from "../aws/target";
import { LogCursor } from "./logCursor";

const POLL_INTERVAL_MS = 2_000;

export interface FollowPorts {
  readonly filter: FilterLogs;
  /** Unix ms */
  readonly now: () => number;
  /** Waits for the next poll, or until the signal is aborted. */
  readonly pause: (signal: AbortSignal) => Promise<void>;
  readonly warn: (line: string) => void;
}

export async function followPorts(target: AwsTarget, warn: FollowPorts["warn"]): Promise<FollowPorts> {
  return {
    filter: await openLogs(target),
    now: Date.now,
    pause: (signal) => sleep(POLL_INTERVAL_MS, undefined, { signal }).catch(() => undefined),
    warn,
  };
}

/**
 * Shows each new log line once, until the signal is aborted. Errors that may pass (the network is down, AWS throttles) are
 * reported, and the read is repeated.
 * @param show receives new lines, oldest first
 * @throws DeployError for permanent errors: no valid credentials, no permission, no log group
 */
export async function followLogs(
  target: AwsTarget,
  query: LogQuery,
  show: (events: readonly LogEvent[]) => void,
  ports: FollowPorts,
): Promise<void> {
  let cursors: readonly LogCursor[] = query.groups.map((group) => new LogCursor(group, query.since));
  let isFailing = false;
  while (!query.signal.aborted) {
    const { events, truncatedGroups, missing, failed } = await poll(target, query, cursors, ports);
    if (events.length > 0) show(events);
    if (truncatedGroups.length > 0)
      ports.warn(`Too many new lines: older lines were skipped in ${truncatedGroups.join(", ")}`);
    if (missing.size > 0) ports.warn(`Log groups not found: ${[...missing].map(({ group }) => group).join(", ")}`);
    const [error] = failed.values();
    if (error !== undefined && !isFailing)
      ports.warn(
        `${String(failed.size)} of ${String(cursors.length)} log groups could not be read, retrying: ${error.what}`,
      );
    isFailing = error !== undefined;
    // Throttled log groups come first in the next poll, so that each gets its turn.
    const others = cursors.filter((cursor) => !failed.has(cursor) && !missing.has(cursor));
    cursors = [...failed.keys(), ...others];
    if (cursors.length === 0) throw noLogGroup();
    await ports.pause(query.signal);
  }
}

/** New lines of all log groups. */
interface Poll {
  /** Oldest first. */
  readonly events: readonly LogEvent[];
  readonly truncatedGroups: readonly string[];
  readonly missing: ReadonlySet<LogCursor>;
  /** Log groups that could not be read this time. */
  readonly failed: ReadonlyMap<LogCursor, DeployError>;
}

async function poll(
  target: AwsTarget,
  query: LogQuery,
  cursors: readonly LogCursor[],
  { filter, now }: FollowPorts,
): Promise<Poll> {
  const events: LogEvent[] = [];
  const truncatedGroups: string[] = [];
  const missing = new Set<LogCursor>();
  const failed = new Map<LogCursor, DeployError>();
  await inParallel(cursors, PARALLEL_GROUPS, async (cursor) => {
    try {
      const found = await readLogGroup(target, filter, cursor.group, { ...query, since: cursor.since });
      if (found === null) missing.add(cursor);
      else for (const event of cursor.advance(found.events, now())) events.push(event);
      if (found?.isTruncated === true) truncatedGroups.push(cursor.group);
    } catch (error) {
      if (!query.signal.aborted) failed.set(cursor, transientError(error));
    }
  });
  return { events: events.sort((a, b) => a.at - b.at), truncatedGroups, missing, failed };
}

/** @throws an error that will not pass */
function transientError(error: unknown): DeployError {
  if (error instanceof DeployError && error.code === "AWS" && !isPermanent(error.cause)) return error;
  throw error;
}

function noLogGroup(): DeployError {
  return new DeployError(
    "AWS",
    "None of the log groups exists.",
    "Check what is deployed: `bin/deploy status`; `up` creates the log groups of a stage.",
  );
}
