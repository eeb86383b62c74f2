import { calling, isNotFound } from "./errors";
import { inParallel } from "./parallel";
import { clientConfig, type AwsTarget } from "./target";

/** One line of a function, as CloudWatch has it. */
export interface LogEvent {
  readonly group: string;
  readonly stream: string;
  /** Unix ms */
  readonly at: number;
  readonly message: string;
}

export interface LogQuery {
  readonly groups: readonly string[];
  /** Unix ms */
  readonly since: number;
  /** Texts of which a line must hold one; none: all lines. */
  readonly anyOf: readonly string[];
  readonly signal: AbortSignal;
}

export interface LogPage {
  /** By time. */
  readonly events: readonly LogEvent[];
  /** Groups of which there was more than is read at once. */
  readonly cut: readonly string[];
  /** Groups that are not there. */
  readonly missing: readonly string[];
}

/** CloudWatch takes five such requests a second. */
const AT_ONCE = 3;
/** Of a group, so that a loud one does not fill the memory. */
const MOST = 5_000;

/** Lines of several log groups together, in the order of their times. */
export async function readLogEvents(target: AwsTarget, query: LogQuery): Promise<LogPage> {
  const { CloudWatchLogsClient, FilterLogEventsCommand } = await import("@aws-sdk/client-cloudwatch-logs");
  const client = new CloudWatchLogsClient(clientConfig(target));
  const { groups, since, anyOf, signal } = query;
  const events: LogEvent[] = [];
  const [cut, missing]: [string[], string[]] = [[], []];
  const terms = anyOf.map((text) => JSON.stringify(text));
  const pattern =
    terms.length === 0
      ? {}
      : { filterPattern: terms.length === 1 ? terms.join() : terms.map((term) => `?${term}`).join(" ") };
  const readGroup = async (group: string): Promise<void> => {
    let nextToken: string | undefined;
    let count = 0;
    do {
      const page = await client.send(
        new FilterLogEventsCommand({
          logGroupName: group,
          startTime: since,
          ...pattern,
          ...(nextToken === undefined ? {} : { nextToken }),
        }),
        { abortSignal: signal },
      );
      for (const { message = "", timestamp = 0, logStreamName = "" } of page.events ?? [])
        if (anyOf.length === 0 || anyOf.some((text) => message.includes(text)))
          events.push({ group, stream: logStreamName, at: timestamp, message });
      count += page.events?.length ?? 0;
      nextToken = page.nextToken;
    } while (nextToken !== undefined && count < MOST);
    if (nextToken !== undefined) cut.push(group);
  };
  await inParallel(groups, AT_ONCE, (group) =>
    calling(target, `reading the logs ${group}`, () =>
      readGroup(group).catch((error: unknown) => {
        if (!isNotFound(error)) throw error;
        missing.push(group);
      }),
    ),
  );
  return { events: events.sort((a, b) => a.at - b.at), cut, missing };
}
