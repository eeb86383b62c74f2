import type { MetricDataQuery } from "@aws-sdk/client-cloudwatch";
import { LIVE_ALIAS } from "./aliases";
import { calling } from "./errors";
import { clientConfig, type AwsTarget } from "./target";

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
  /** The 95th percentile of its durations. ms; null where there is none */
  readonly p95: number | null;
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
): Promise<readonly (FunctionMetrics | null)[]> {
  const { CloudWatchClient, GetMetricDataCommand } = await import("@aws-sdk/client-cloudwatch");
  const client = new CloudWatchClient(clientConfig(target));
  const queries = functions.flatMap((one, index) => kindsOf(one).map((kind) => queryOf(one, index, kind)));
  const values = new Map<string, readonly number[]>();
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
      for (const { Id = "", Values = [] } of page.MetricDataResults ?? [])
        values.set(Id, [...(values.get(Id) ?? []), ...Values]);
      NextToken = page.NextToken;
    } while (NextToken !== undefined);
  }
  return functions.map((_, index) => metricsOf(index, values));
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

function metricsOf(index: number, values: ReadonlyMap<string, readonly number[]>): FunctionMetrics | null {
  const of = (key: Kind["key"]): readonly number[] => values.get(`${key}${String(index)}`) ?? [];
  const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);
  if (KINDS.every(({ key }) => of(key).length === 0)) return null;
  const p95 = of("p95").length === 0 ? null : Math.max(...of("p95"));
  return { invocations: sum(of("invocations")), errors: sum(of("errors")), throttles: sum(of("throttles")), p95 };
}
