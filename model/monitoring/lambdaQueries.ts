import { AWS_LIMITS } from "../limits/awsLimits";
import { NAMES } from "../names";
import type { AnyStage } from "../stage/stage";

const MAX_QUERY_LENGTH = AWS_LIMITS.alarmExpression.max;

/**
 * One number for all functions of a service, in as few Metrics Insights queries as their names fit into: an alarm on metric
 * math takes ten metrics at most, and services have more functions.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarm-limits.html
 */
export function lambdaQueries(aggregate: string, names: readonly string[]): readonly string[] {
  const select = `SELECT ${aggregate} FROM SCHEMA("AWS/Lambda", FunctionName) WHERE `;
  const queries: string[] = [];
  for (const name of names) {
    const term = `FunctionName = '${name}'`;
    const last = queries.at(-1);
    const longer = last === undefined ? "" : `${last} OR ${term}`;
    if (last === undefined || longer.length > MAX_QUERY_LENGTH) queries.push(select + term);
    else queries[queries.length - 1] = longer;
  }
  return queries;
}

/** Name of an alarm of a service; numbered from the second when the functions need several queries. */
export function serviceAlarmName(service: string, kind: string, index: number): string {
  return `${service}-${kind}${index === 0 ? "" : `-${String(index + 1)}`}`;
}

/** Names of a service's alarms on failed and throttled invocations. */
export function failureAlarmNames(
  stage: AnyStage,
  service: string,
  functions: readonly { readonly name: string }[],
): readonly string[] {
  const names = functions.map((fn) => NAMES.function.of(stage, service, fn.name));
  return [
    ["errors", "SUM(Errors)"],
    ["throttles", "SUM(Throttles)"],
  ].flatMap(([kind = "", aggregate = ""]) =>
    lambdaQueries(aggregate, names).map((_, index) => serviceAlarmName(service, kind, index)),
  );
}

/** Alarms of a service on Metrics Insights queries: errors, throttles and durations. */
export function queryAlarmCount(
  stage: AnyStage,
  service: string,
  functions: readonly { readonly name: string }[],
): number {
  const names = functions.map((fn) => NAMES.function.of(stage, service, fn.name));
  return ["SUM(Errors)", "SUM(Throttles)", "MAX(Duration)"].reduce(
    (sum, aggregate) => sum + lambdaQueries(aggregate, names).length,
    0,
  );
}
