import { CAPACITY_PERIOD, type CapacityUse } from "../../model/cost/capacityAdvice";
import type { FunctionUse } from "../../model/cost/functionAdvice";
import { functionReports } from "../aws/monitoring/functionReports";
import { readSums, type SummedMetric } from "../aws/monitoring/metricSums";
import type { AwsTarget } from "../aws/target";
import { capacityUnitsIn, functionsIn, idsOf, logGroupsIn, type DeployedResource } from "./deployedResources";

/** Unix ms */
export interface UseWindow {
  readonly from: number;
  readonly to: number;
}

/** What a stage's resources used in a period. */
export interface MeasuredUse {
  readonly functions: readonly FunctionUse[];
  readonly capacity: readonly CapacityUse[];
  readonly apiRequests: number;
  readonly logBytes: number;
  /** Bytes of logs that were read for this: AWS charges for them. */
  readonly queriedBytes: number;
}

const LOG_GROUP = "aws:cloudwatch/logGroup:LogGroup";
const API = "aws:apigatewayv2/api:Api";

/** @throws DeployError AWS, CANCELLED */
export async function measureUse(
  target: AwsTarget,
  resources: readonly DeployedResource[],
  window: UseWindow,
  signal: AbortSignal,
): Promise<MeasuredUse> {
  const [functions, capacity, [apiRequests, logBytes]] = await Promise.all([
    functionUse(target, resources, window, signal),
    capacityUse(target, resources, window),
    requestsAndLogs(target, resources, window),
  ]);
  return { functions: functions.uses, capacity, apiRequests, logBytes, queriedBytes: functions.bytesRead };
}

async function functionUse(
  target: AwsTarget,
  resources: readonly DeployedResource[],
  window: UseWindow,
  signal: AbortSignal,
): Promise<{ readonly uses: readonly FunctionUse[]; readonly bytesRead: number }> {
  const deployed = new Map(functionsIn(resources).map((fn) => [fn.name, fn]));
  const { reports, bytesRead } = await functionReports(target, logGroupsIn(resources), window, signal);
  const uses = reports.flatMap((report) => {
    const settings = deployed.get(report.name);
    return settings === undefined ? [] : [{ ...settings, ...report }];
  });
  return { uses, bytesRead };
}

async function capacityUse(
  target: AwsTarget,
  resources: readonly DeployedResource[],
  window: UseWindow,
): Promise<readonly CapacityUse[]> {
  const units = capacityUnitsIn(resources);
  const metric = (name: string): readonly SummedMetric[] =>
    units.map(({ dimensions }) => ({ namespace: "AWS/DynamoDB", name, dimensions }));
  const metrics = [...metric("ConsumedReadCapacityUnits"), ...metric("ConsumedWriteCapacityUnits")];
  const sums = await readSums(target, metrics, { ...window, period: CAPACITY_PERIOD });
  return units.map(({ name }, index) => ({
    name,
    read: sums[index] ?? new Map<number, number>(),
    write: sums[units.length + index] ?? new Map<number, number>(),
  }));
}

/** One value per hour is enough for what is only added up. Seconds */
const HOUR = 3_600;

async function requestsAndLogs(
  target: AwsTarget,
  resources: readonly DeployedResource[],
  window: UseWindow,
): Promise<readonly [requests: number, bytes: number]> {
  const requests = idsOf(resources, API).map((id) => ({
    namespace: "AWS/ApiGateway",
    name: "Count",
    dimensions: { ApiId: id },
  }));
  const logs = idsOf(resources, LOG_GROUP).map((id) => ({
    namespace: "AWS/Logs",
    name: "IncomingBytes",
    dimensions: { LogGroupName: id },
  }));
  const sums = await readSums(target, [...requests, ...logs], { ...window, period: HOUR });
  const total = (some: readonly ReadonlyMap<number, number>[]): number =>
    some.flatMap((values) => [...values.values()]).reduce((sum, value) => sum + value, 0);
  return [total(sums.slice(0, requests.length)), total(sums.slice(requests.length))];
}
