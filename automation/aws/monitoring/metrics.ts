import type { MetricDataQuery } from "@aws-sdk/client-cloudwatch";
import { LIVE_ALIAS } from "../../../model/arns";
import { calling } from "../errors";
import { clientConfig, type AwsTarget } from "../target";

/** A function, or one version of it behind its alias. */
export interface MeasuredFunction {
  /** Physical name. */
  readonly name: string;
  /** @default all versions together */
  readonly version?: string;
}

/** Metrics of a function over a period. */
export interface FunctionMetrics {
  readonly invocations: number;
  readonly errors: number;
  readonly throttles: number;
  /** The median of the 95th percentiles of the duration by minute. ms; null where there is none */
  readonly p95: number | null;
}

export interface TimedMetrics extends FunctionMetrics {
  /** End of the last minute with data. Unix ms */
  readonly until: number;
}

const METRICS = [
  { key: "invocations", MetricName: "Invocations", Stat: "Sum" },
  { key: "errors", MetricName: "Errors", Stat: "Sum" },
  { key: "throttles", MetricName: "Throttles", Stat: "Sum" },
  { key: "p95", MetricName: "Duration", Stat: "p95" },
] as const;
type Metric = (typeof METRICS)[number];

/** Lambda does not count throttles by version: no version ran. */
function metricsOf({ version }: MeasuredFunction): readonly Metric[] {
  return version === undefined ? METRICS : METRICS.filter(({ key }) => key !== "throttles");
}

/** Limit of GetMetricData. */
const MAX_QUERIES = 500;
const PERIOD_SECONDS = 60;
const PERIOD_MS = PERIOD_SECONDS * 1_000;

/**
 * Metrics of functions over a period, in as few requests as possible: 125 functions in each. CloudWatch charges one cent for
 * a thousand metrics.
 * @param window Unix ms
 * @returns in the order of `functions`; null where CloudWatch has no data
 */
export async function readMetrics(
  target: AwsTarget,
  functions: readonly MeasuredFunction[],
  window: { readonly from: number; readonly to: number },
  signal: AbortSignal,
): Promise<readonly (TimedMetrics | null)[]> {
  const { CloudWatchClient, GetMetricDataCommand } = await import("@aws-sdk/client-cloudwatch");
  const client = new CloudWatchClient(clientConfig(target));
  const queries = functions.flatMap((fn, index) => metricsOf(fn).map((metric) => queryOf(fn, index, metric)));
  const values: MinuteValues = new Map();
  for (let start = 0; start < queries.length; start += MAX_QUERIES) {
    let NextToken: string | undefined;
    do {
      const page = await calling(target, "reading metrics", () =>
        client.send(
          new GetMetricDataCommand({
            MetricDataQueries: queries.slice(start, start + MAX_QUERIES),
            StartTime: new Date(Math.floor(window.from / PERIOD_MS) * PERIOD_MS),
            EndTime: new Date(window.to + PERIOD_MS),
            ...(NextToken === undefined ? {} : { NextToken }),
          }),
          { abortSignal: signal },
        ),
      );
      for (const { Id = "", Timestamps = [], Values = [] } of page.MetricDataResults ?? []) {
        const minutes = values.get(Id) ?? new Map<number, number>();
        for (const [at, value] of Values.entries()) minutes.set(Timestamps[at]?.getTime() ?? 0, value);
        values.set(Id, minutes);
      }
      NextToken = page.NextToken;
    } while (NextToken !== undefined);
  }
  return functions.map((fn, index) => timedMetrics(fn, index, values));
}

function queryOf(
  { name, version }: MeasuredFunction,
  index: number,
  { key, MetricName, Stat }: Metric,
): MetricDataQuery {
  const Dimensions = [
    { Name: "FunctionName", Value: name },
    ...(version === undefined
      ? []
      : [
          { Name: "Resource", Value: `${name}:${LIVE_ALIAS}` },
          { Name: "ExecutedVersion", Value: version },
        ]),
  ];
  const Metric = { Namespace: "AWS/Lambda", MetricName, Dimensions };
  return { Id: `${key}${String(index)}`, MetricStat: { Metric, Period: PERIOD_SECONDS, Stat } };
}

/** By query: value by minute, Unix ms. */
type MinuteValues = Map<string, Map<number, number>>;

function timedMetrics({ version }: MeasuredFunction, index: number, values: MinuteValues): TimedMetrics | null {
  const of = (key: Metric["key"]): ReadonlyMap<number, number> => values.get(`${key}${String(index)}`) ?? new Map();
  const sum = (key: Metric["key"]): number => [...of(key).values()].reduce((total, value) => total + value, 0);
  const minutes = METRICS.flatMap(({ key }) => [...of(key).keys()]);
  if (minutes.length === 0) return null;
  const invocations = of("invocations");
  const durations = [...of("p95")].map(([at, p95]) => ({ at, p95, invocations: invocations.get(at) ?? 0 }));
  return {
    invocations: sum("invocations"),
    errors: sum("errors"),
    throttles: sum("throttles"),
    p95: weightedMedian(version === undefined ? durations : representative(durations)),
    until: Math.max(...minutes) + PERIOD_MS,
  };
}

interface MinuteDuration {
  /** Unix ms */
  readonly at: number;
  /** ms */
  readonly p95: number;
  readonly invocations: number;
}

/** With fewer invocations, the 95th percentile is the slowest one. */
const MIN_INVOCATIONS_PER_MINUTE = 20;

/** Minutes that represent a version: not its first one, which has the cold starts, and none with too few invocations. */
function representative(minutes: readonly MinuteDuration[]): readonly MinuteDuration[] {
  const [, ...later] = [...minutes].sort((a, b) => a.at - b.at);
  return later.filter(({ invocations }) => invocations >= MIN_INVOCATIONS_PER_MINUTE);
}

/** The median weighted by invocations: over minutes, one of cold starts does not count much. */
export function weightedMedian(durations: readonly Omit<MinuteDuration, "at">[]): number | null {
  const sorted = [...durations].sort((a, b) => a.p95 - b.p95);
  const total = sorted.reduce((sum, { invocations }) => sum + invocations, 0);
  let counted = 0;
  for (const { p95, invocations } of sorted) {
    counted += invocations;
    if (counted * 2 >= total) return p95;
  }
  return null;
}
