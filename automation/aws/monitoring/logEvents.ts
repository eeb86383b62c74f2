import { inParallel } from "../parallel";
import type { AwsTarget } from "../target";
import { ifGroupExists, logPages, openLogs, type FilterLogs } from "./logPages";

/** One line of a function, as CloudWatch has it. */
export interface LogEvent {
  readonly group: string;
  readonly stream: string;
  /** Unix ms */
  readonly at: number;
  readonly message: string;
}

/** Which lines of a log group to read. */
export interface LogGroupQuery {
  /** Unix ms */
  readonly since: number;
  /** A line must contain one of these texts. Empty: all lines. */
  readonly anyOf: readonly string[];
  /** A condition that CloudWatch cannot check. @default all lines */
  readonly keep?: (event: LogEvent) => boolean;
  readonly signal: AbortSignal;
}

export interface LogQuery extends LogGroupQuery {
  readonly groups: readonly string[];
}

/** The newest lines of one log group. */
export interface GroupLogEvents {
  /** Oldest first. */
  readonly events: readonly LogEvent[];
  /** Whether older lines matched, too. */
  readonly isTruncated: boolean;
}

export interface LogEvents {
  /** Oldest first. */
  readonly events: readonly LogEvent[];
  /** Log groups with more matching lines than `MAX_LINES`. */
  readonly truncatedGroups: readonly string[];
  /** Log groups that do not exist. */
  readonly missingGroups: readonly string[];
}

export const PARALLEL_GROUPS = 3;
/** The most lines of a log group that are kept: a busy group must not exhaust the memory. */
export const MAX_LINES = 5_000;

/** The newest lines of several log groups, merged by time. @throws DeployError AWS */
export async function readLogEvents(target: AwsTarget, query: LogQuery, filter?: FilterLogs): Promise<LogEvents> {
  const logs = filter ?? (await openLogs(target));
  const events: LogEvent[] = [];
  const [truncatedGroups, missingGroups]: [string[], string[]] = [[], []];
  await inParallel(query.groups, PARALLEL_GROUPS, async (group) => {
    const found = await readLogGroup(target, logs, group, query);
    if (found === null) missingGroups.push(group);
    else for (const event of found.events) events.push(event);
    if (found?.isTruncated === true) truncatedGroups.push(group);
  });
  return { events: events.sort((a, b) => a.at - b.at), truncatedGroups, missingGroups };
}

/** The newest lines of one log group. @returns null where the group does not exist @throws DeployError AWS */
export async function readLogGroup(
  target: AwsTarget,
  filter: FilterLogs,
  group: string,
  { since, anyOf, keep = () => true, signal }: LogGroupQuery,
): Promise<GroupLogEvents | null> {
  const newest = new NewestEvents();
  const pattern = filterPattern(anyOf);
  const request = { group, from: since, ...(pattern === null ? {} : { pattern }), signal };
  return ifGroupExists(async () => {
    for await (const page of logPages(target, filter, request)) {
      for (const { message = "", timestamp = 0, logStreamName = "" } of page.events) {
        const event = { group, stream: logStreamName, at: timestamp, message };
        if ((anyOf.length === 0 || anyOf.some((text) => message.includes(text))) && keep(event)) newest.add(event);
      }
    }
    return newest.result();
  });
}

/** Limit of FilterLogEvents. characters. https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html */
const MAX_PATTERN_LENGTH = 1_024;

/**
 * The filter pattern for lines that contain one of several texts: terms with `?` are alternatives.
 * @returns null where there is none, or it would be too long: CloudWatch returns all lines then, and the reader filters
 */
export function filterPattern(anyOf: readonly string[]): string | null {
  const terms = anyOf.map((text) => JSON.stringify(text));
  const pattern = terms.length === 1 ? terms.join() : terms.map((term) => `?${term}`).join(" ");
  return pattern === "" || pattern.length > MAX_PATTERN_LENGTH ? null : pattern;
}

/** Keeps the newest of events that arrive almost in the order of their times. */
class NewestEvents {
  #events: LogEvent[] = [];
  #isTruncated = false;

  add(event: LogEvent): void {
    this.#events.push(event);
    if (this.#events.length >= 2 * MAX_LINES) this.#truncate();
  }

  result(): GroupLogEvents {
    this.#truncate();
    return { events: this.#events, isTruncated: this.#isTruncated };
  }

  #truncate(): void {
    this.#isTruncated ||= this.#events.length > MAX_LINES;
    this.#events = this.#events.sort((a, b) => a.at - b.at).slice(-MAX_LINES);
  }
}
