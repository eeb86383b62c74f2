import type { FilterLogEventsCommandInput, FilterLogEventsCommandOutput } from "@aws-sdk/client-cloudwatch-logs";
import { calling, isNotFound } from "../errors";
import { inParallel } from "../parallel";
import { Pacer } from "../rateLimiter";
import { clientConfig, type AwsTarget } from "../target";

/** One line of a function, as CloudWatch has it. */
export interface LogEvent {
  readonly group: string;
  readonly stream: string;
  /** Unix ms */
  readonly at: number;
  readonly message: string;
}

/** Which lines of a group are wanted. */
export interface LineQuery {
  /** Unix ms */
  readonly since: number;
  /** Texts of which a line must hold one; none: all lines. */
  readonly anyOf: readonly string[];
  /** Which lines count, where CloudWatch cannot be asked for them. @default all */
  readonly keep?: (event: LogEvent) => boolean;
  readonly signal: AbortSignal;
}

export interface LogQuery extends LineQuery {
  readonly groups: readonly string[];
}

export interface LogPage {
  /** By time. */
  readonly events: readonly LogEvent[];
  /** Groups of which there was more than is kept: they begin later. */
  readonly cut: readonly string[];
  /** Groups that are not there. */
  readonly missing: readonly string[];
}

/** Asks CloudWatch for one page of one group, from the oldest on. */
export type FilterLogs = (
  request: FilterLogEventsCommandInput,
  signal: AbortSignal,
) => Promise<Pick<FilterLogEventsCommandOutput, "events" | "nextToken">>;

/** CloudWatch takes five such requests a second of an account, and others ask too. ms */
const PACER = new Pacer(250);
export const GROUPS_AT_ONCE = 3;
/** Of a group: the newest, so that a loud one does not fill the memory. */
export const MOST_LINES = 5_000;

/** One client, however often it is asked. The whole process keeps one pace; the emulator needs none. */
export async function openLogs(target: AwsTarget): Promise<FilterLogs> {
  const { CloudWatchLogsClient, FilterLogEventsCommand } = await import("@aws-sdk/client-cloudwatch-logs");
  const client = new CloudWatchLogsClient(clientConfig(target));
  const filter: FilterLogs = (request, signal) =>
    client.send(new FilterLogEventsCommand(request), { abortSignal: signal });
  return target.kind === "aws" ? paced(filter, PACER) : filter;
}

export function paced(filter: FilterLogs, pacer: Pacer): FilterLogs {
  return async (request, signal) => {
    await pacer.turn(signal);
    return filter(request, signal);
  };
}

/** The newest lines of several log groups together, in the order of their times. @throws DeployError AWS */
export async function readLogEvents(target: AwsTarget, query: LogQuery, filter?: FilterLogs): Promise<LogPage> {
  const ask = filter ?? (await openLogs(target));
  const events: LogEvent[] = [];
  const [cut, missing]: [string[], string[]] = [[], []];
  await inParallel(query.groups, GROUPS_AT_ONCE, async (group) => {
    const found = await readGroup(target, ask, group, query);
    if (found === null) missing.push(group);
    else for (const event of found.events) events.push(event);
    if (found?.cut === true) cut.push(group);
  });
  return { events: events.sort((a, b) => a.at - b.at), cut, missing };
}

/** The newest lines of one group, by time. @returns null where it is not there @throws DeployError AWS */
export async function readGroup(
  target: AwsTarget,
  filter: FilterLogs,
  group: string,
  { since, anyOf, keep = () => true, signal }: LineQuery,
): Promise<{ readonly events: readonly LogEvent[]; readonly cut: boolean } | null> {
  const newest = new Newest();
  const request = { logGroupName: group, startTime: since, ...patternOf(anyOf) };
  const read = async (): Promise<Newest> => {
    let nextToken: string | undefined;
    do {
      const page = await filter({ ...request, ...(nextToken === undefined ? {} : { nextToken }) }, signal);
      for (const { message = "", timestamp = 0, logStreamName = "" } of page.events ?? []) {
        const event = { group, stream: logStreamName, at: timestamp, message };
        if ((anyOf.length === 0 || anyOf.some((text) => message.includes(text))) && keep(event)) newest.add(event);
      }
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
    return newest;
  };
  return calling(target, `reading the logs ${group}`, () =>
    read().then(
      ({ events, cut }) => ({ events, cut }),
      (error: unknown) => {
        if (isNotFound(error)) return null;
        throw error;
      },
    ),
  );
}

/** FilterLogEvents takes no longer pattern. characters. https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_FilterLogEvents.html */
const MAX_PATTERN_LENGTH = 1_024;

/** Several terms with `?` are alternatives. Without a pattern all lines are read, and the texts looked for here. */
export function patternOf(anyOf: readonly string[]): { readonly filterPattern?: string } {
  const terms = anyOf.map((text) => JSON.stringify(text));
  const filterPattern = terms.length === 1 ? terms.join() : terms.map((term) => `?${term}`).join(" ");
  return filterPattern === "" || filterPattern.length > MAX_PATTERN_LENGTH ? {} : { filterPattern };
}

/** The newest of what comes in nearly the order of its times. */
class Newest {
  #events: LogEvent[] = [];
  #cut = false;

  add(event: LogEvent): void {
    this.#events.push(event);
    if (this.#events.length >= 2 * MOST_LINES) this.#shrink();
  }

  get events(): readonly LogEvent[] {
    this.#shrink();
    return this.#events;
  }

  /** Whether there was more. To be asked after the events. */
  get cut(): boolean {
    return this.#cut;
  }

  #shrink(): void {
    this.#cut ||= this.#events.length > MOST_LINES;
    this.#events = this.#events.sort((a, b) => a.at - b.at).slice(-MOST_LINES);
  }
}
