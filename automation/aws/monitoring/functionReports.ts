import { setTimeout as sleep } from "node:timers/promises";
import type { CloudWatchLogsClient, ResultField } from "@aws-sdk/client-cloudwatch-logs";
import { DeployError } from "../../../model/errors";
import { calling } from "../errors";
import { clientConfig, type AwsTarget } from "../target";

/** What Lambda reports of the invocations of a function. */
interface FunctionReport {
  /** Physical name. */
  readonly name: string;
  readonly invocations: number;
  /** Sum of the billed durations. ms */
  readonly billedMs: number;
  /** 95th percentile. ms */
  readonly p95Ms: number;
  readonly maxMemoryMb: number;
}

export interface FunctionReports {
  readonly reports: readonly FunctionReport[];
  /** Bytes of logs that the query read: AWS charges for them. */
  readonly bytesRead: number;
}

/**
 * Lambda writes one report per invocation. Functions share a log group, and the stream has the function's name.
 * https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-logformat.html
 */
const QUERY = [
  'filter type = "platform.report"',
  "parse @logStream /^[0-9]+\\/[0-9]+\\/[0-9]+\\/(?<fn>[^\\[]+)\\[/",
  [
    "stats count(*) as invocations",
    "sum(record.metrics.billedDurationMs) as billedMs",
    "pct(record.metrics.durationMs, 95) as p95Ms",
    "max(record.metrics.maxMemoryUsedMB) as maxMemoryMb by fn",
  ].join(", "),
].join(" | ");

/** Limits of StartQuery. */
const MAX_GROUPS = 50;
const MAX_ROWS = 10_000;
const POLL_INTERVAL_MS = 1_000;

/**
 * Reads Lambda's reports in log groups, with one query of Logs Insights per 50 groups.
 * @param window Unix ms
 * @throws DeployError AWS, CANCELLED
 */
export async function functionReports(
  target: AwsTarget,
  groups: readonly string[],
  window: { readonly from: number; readonly to: number },
  signal: AbortSignal,
): Promise<FunctionReports> {
  const { CloudWatchLogsClient } = await import("@aws-sdk/client-cloudwatch-logs");
  const client = new CloudWatchLogsClient(clientConfig(target));
  const reports: FunctionReport[] = [];
  let bytesRead = 0;
  for (let start = 0; start < groups.length; start += MAX_GROUPS) {
    const { results, bytes } = await runQuery(target, client, groups.slice(start, start + MAX_GROUPS), window, signal);
    reports.push(...results.flatMap(reportOf));
    bytesRead += bytes;
  }
  return { reports, bytesRead };
}

interface QueryResult {
  readonly results: readonly (readonly ResultField[])[];
  readonly bytes: number;
}

async function runQuery(
  target: AwsTarget,
  client: CloudWatchLogsClient,
  logGroupNames: readonly string[],
  { from, to }: { readonly from: number; readonly to: number },
  signal: AbortSignal,
): Promise<QueryResult> {
  const { GetQueryResultsCommand, StartQueryCommand, StopQueryCommand } =
    await import("@aws-sdk/client-cloudwatch-logs");
  const [startTime, endTime] = [Math.floor(from / 1000), Math.floor(to / 1000)];
  const { queryId } = await calling(target, "starting a query of the logs", () =>
    client.send(
      new StartQueryCommand({
        logGroupNames: [...logGroupNames],
        startTime,
        endTime,
        queryString: QUERY,
        limit: MAX_ROWS,
      }),
    ),
  );
  for (;;) {
    const {
      status,
      results = [],
      statistics,
    } = await calling(target, "reading the results of a query of the logs", () =>
      client.send(new GetQueryResultsCommand({ queryId })),
    );
    if (status === "Complete") return { results, bytes: statistics?.bytesScanned ?? 0 };
    if (status !== "Scheduled" && status !== "Running") throw queryFailed(status ?? "Unknown");
    if (signal.aborted) {
      // AWS charges for what a query reads.
      await client.send(new StopQueryCommand({ queryId })).catch(() => null);
      throw new DeployError("CANCELLED", "Cancelled while the logs were read. Nothing was changed.", "Run it again.");
    }
    await sleep(POLL_INTERVAL_MS, undefined, { signal }).catch(() => null);
  }
}

function queryFailed(status: string): DeployError {
  return new DeployError(
    "AWS",
    `CloudWatch's query of the logs ended as ${status}. Nothing was changed.`,
    "Run it again, with a shorter period: `--since 1d`.",
  );
}

/** None for a row without a function: of a stream of something else. */
function reportOf(row: readonly ResultField[]): readonly FunctionReport[] {
  const text = (field: string): string => row.find((one) => one.field === field)?.value ?? "";
  const [invocations, billedMs, p95Ms, maxMemoryMb] = ["invocations", "billedMs", "p95Ms", "maxMemoryMb"].map((field) =>
    Number.parseFloat(text(field)),
  );
  if (text("fn") === "" || invocations === undefined || !(invocations > 0)) return [];
  return [
    {
      name: text("fn"),
      invocations,
      billedMs: billedMs ?? 0,
      p95Ms: p95Ms ?? 0,
      maxMemoryMb: maxMemoryMb ?? 0,
    },
  ];
}
