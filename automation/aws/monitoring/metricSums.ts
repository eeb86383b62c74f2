import type { MetricDataQuery } from "@aws-sdk/client-cloudwatch";
import { calling } from "../errors";
import { clientConfig, type AwsTarget } from "../target";

/** A metric whose values are added up. */
export interface SummedMetric {
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

export interface MetricWindow {
  /** Unix ms */
  readonly from: number;
  readonly to: number;
  /** Seconds: a multiple of 60; of 300 for a start more than 15 days ago. */
  readonly period: number;
}

/** Limit of GetMetricData. */
const MAX_QUERIES = 500;

/**
 * Sums of metrics by period. CloudWatch charges one cent for a thousand metrics.
 * @returns in the order of `metrics`: sum by start of the period, Unix ms; periods without data are absent
 * @throws DeployError AWS
 */
export async function readSums(
  target: AwsTarget,
  metrics: readonly SummedMetric[],
  { from, to, period }: MetricWindow,
): Promise<readonly ReadonlyMap<number, number>[]> {
  const { CloudWatchClient, paginateGetMetricData } = await import("@aws-sdk/client-cloudwatch");
  const client = new CloudWatchClient(clientConfig(target));
  const sums = metrics.map(() => new Map<number, number>());
  const queries = metrics.map((metric, index) => queryOf(metric, index, period));
  for (let start = 0; start < queries.length; start += MAX_QUERIES) {
    const request = {
      MetricDataQueries: queries.slice(start, start + MAX_QUERIES),
      StartTime: new Date(from),
      EndTime: new Date(to),
    };
    await calling(target, "reading metrics", async () => {
      for await (const { MetricDataResults = [] } of paginateGetMetricData({ client }, request))
        for (const { Id = "", Timestamps = [], Values = [] } of MetricDataResults)
          for (const [at, value] of Values.entries())
            sums[Number(Id.slice(1))]?.set(Timestamps[at]?.getTime() ?? 0, value);
    });
  }
  return sums;
}

function queryOf({ namespace, name, dimensions }: SummedMetric, index: number, Period: number): MetricDataQuery {
  const Dimensions = Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value }));
  const Metric = { Namespace: namespace, MetricName: name, Dimensions };
  return { Id: `m${String(index)}`, MetricStat: { Metric, Period, Stat: "Sum" } };
}
