import { calling, isNotFound } from "./errors";
import { inParallel } from "./parallel";
import { clientConfig, type AwsTarget } from "./target";

/** A line that says that a function ended badly. */
export interface LogProblem {
  readonly group: string;
  readonly stream: string;
  /** Unix ms */
  readonly at: number;
  readonly message: string;
}

/** What Lambda and Go say when a function ends badly; handled errors are none of these. */
const SIGNS = [
  "panic:",
  "Task timed out",
  "Runtime.ExitError",
  "Runtime.UnhandledPromiseRejection",
  "fatal error:",
  "signal: killed",
];
const PATTERN = SIGNS.map((sign) => `?${JSON.stringify(sign)}`).join(" ");
/** CloudWatch takes five such requests a second. */
const AT_ONCE = 3;
const MOST = 50;

/**
 * Panics, time-outs and unhandled errors in log groups.
 * @param since Unix ms
 * @returns by time, at most 50 of each group; a group that is not there has none
 */
export async function logProblems(
  target: AwsTarget,
  groups: readonly string[],
  since: number,
  signal: AbortSignal,
): Promise<readonly LogProblem[]> {
  const { CloudWatchLogsClient, FilterLogEventsCommand } = await import("@aws-sdk/client-cloudwatch-logs");
  const client = new CloudWatchLogsClient(clientConfig(target));
  const found: LogProblem[] = [];
  await inParallel(groups, AT_ONCE, async (logGroupName) => {
    let nextToken: string | undefined;
    let count = 0;
    do {
      const request = {
        logGroupName,
        startTime: since,
        filterPattern: PATTERN,
        ...(nextToken === undefined ? {} : { nextToken }),
      };
      const page = await calling(target, `reading the logs ${logGroupName}`, () =>
        client.send(new FilterLogEventsCommand(request), { abortSignal: signal }).catch((error: unknown) => {
          if (isNotFound(error)) return { events: [], nextToken: undefined };
          throw error;
        }),
      );
      for (const { message = "", timestamp = 0, logStreamName = "" } of page.events ?? []) {
        if (count >= MOST || !SIGNS.some((sign) => message.includes(sign))) continue;
        found.push({ group: logGroupName, stream: logStreamName, at: timestamp, message: message.trim() });
        count += 1;
      }
      nextToken = page.nextToken;
    } while (nextToken !== undefined && count < MOST);
  });
  return found.sort((a, b) => a.at - b.at);
}
