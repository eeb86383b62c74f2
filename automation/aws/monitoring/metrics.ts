import type { MetricDataQuery } from "@aws-sdk/client-cloudwatch";
import { LIVE_ALIAS } from "../functions/aliases";
import { calling } from "../errors";
import { clientConfig, type AwsTarget } from "../target";

/** A function, or what one version of it does behind its alias. */
export interface Measured {
  /** Physical name. */
  readonly name: string;
  /** @default all versions together */
  readonly version?: string;
}

/** A function's numbers over a time. */
export interface FunctionMetrics {
  readonly invocations: number;
  readonly errors: number;
  readonly throttles: number;
  /** The 95th percentile of its durations in a usual minute. ms; null where there is none */
  readonly p95: number | null;
}

export interface Reading extends FunctionMetrics {
  /** End of the last minute that is known. Unix ms */
  readonly until: number;
}

const KINDS = [
  { key: "invocations", MetricName: "Invocations", Stat: "Sum" },
  { key: "errors", MetricName: "Errors", Stat: "Sum" },
  { key: "throttles", MetricName: "Throttles", Stat: "Sum" },
  { key: "p95", MetricName: "Duration", Stat: "p95" },
] as const;
type Kind = (typeof KINDS)[number];

/** Lambda does not count refusals by version: no version ran. */
function kindsOf({ version }: Measured): readonly Kind[] {
  return version === undefined ? KINDS : KINDS.filter(({ key }) => key !== "throttles");
}

/** CloudWatch's limit on queries in a request. */
const AT_ONCE = 500;
/** Seconds that a number stands for. */
const PERIOD = 60;

/**
 * Numbers of functions over a time, in as few requests as CloudWatch takes: 125 functions in each. CloudWatch asks a cent
 * for a thousand numbers.
 * @param window Unix ms
 * @returns in the order of what was asked; null where nothing is known
 */
export async function readMetrics(
  target: AwsTarget,
  functions: readonly Measured[],
  window: { readonly from: number; readonly to: number },
  signal: AbortSignal,
): Promise<readonly (Reading | null)[]> {
  const { CloudWatchClient, GetMetricDataCommand } = await import("@aws-sdk/client-cloudwatch");
  const client = new CloudWatchClient(clientConfig(target));
  const queries = functions.flatMap((one, index) => kindsOf(one).map((kind) => queryOf(one, index, kind)));
  const values: Values = new Map();
  for (let start = 0; start < queries.length; start += AT_ONCE) {
    let NextToken: string | undefined;
    do {
      const page = await calling(target, "reading metrics", () =>
        client.send(
          new GetMetricDataCommand({
            MetricDataQueries: queries.slice(start, start + AT_ONCE),
            StartTime: new Date(Math.floor(window.from / (PERIOD * 1_000)) * PERIOD * 1_000),
            EndTime: new Date(window.to + PERIOD * 1_000),
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
  return functions.map((one, index) => readingOf(one, index, values));
}

function queryOf({ name, version }: Measured, index: number, { key, MetricName, Stat }: Kind): MetricDataQuery {
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
  return { Id: `${key}${String(index)}`, MetricStat: { Metric, Period: PERIOD, Stat } };
}

/** By query: value by minute, Unix ms. */
type Values = Map<string, Map<number, number>>;

function readingOf({ version }: Measured, index: number, values: Values): Reading | null {
  const of = (key: Kind["key"]): ReadonlyMap<number, number> => values.get(`${key}${String(index)}`) ?? new Map();
  const sum = (key: Kind["key"]): number => [...of(key).values()].reduce((total, one) => total + one, 0);
  const minutes = KINDS.flatMap(({ key }) => [...of(key).keys()]);
  if (minutes.length === 0) return null;
  const invocations = of("invocations");
  const timed = [...of("p95")].map(([at, p95]) => ({ at, p95, weight: invocations.get(at) ?? 0 }));
  return {
    invocations: sum("invocations"),
    errors: sum("errors"),
    throttles: sum("throttles"),
    p95: usual(version === undefined ? timed : steady(timed)),
    until: Math.max(...minutes) + PERIOD * 1_000,
  };
}

interface Minute {
  /** Unix ms */
  readonly at: number;
  /** ms */
  readonly p95: number;
  /** Invocations. */
  readonly weight: number;
}

/** Of fewer in a minute, the 95th percentile is the slowest one. */
const LEAST_IN_A_MINUTE = 20;

/** Minutes that speak of a version: not its first, in which everything is made for the first time. */
function steady(minutes: readonly Minute[]): readonly Minute[] {
  const [, ...later] = [...minutes].sort((a, b) => a.at - b.at);
  return later.filter(({ weight }) => weight >= LEAST_IN_A_MINUTE);
}

/** The median over minutes, each as heavy as it was busy: one cold minute is not what a function is like. */
function usual(minutes: readonly Minute[]): number | null {
  const sorted = [...minutes].sort((a, b) => a.p95 - b.p95);
  const whole = sorted.reduce((sum, { weight }) => sum + weight, 0);
  let passed = 0;
  for (const { p95, weight } of sorted) {
    passed += weight;
    if (passed * 2 >= whole) return p95;
  }
  return null;
}
