import * as cloudwatch from "@pulumi/aws/cloudwatch";
import { output, type Input, type Resource } from "@pulumi/pulumi";
import { queueName } from "../../model/catalog/queueName";
import type { Catalog } from "../../model/catalog/schema/catalog";
import { NAMES } from "../../model/names";
import type { AnyStage } from "../../model/stage/stage";

interface DashboardApis {
  /** Of the main API. */
  readonly apiId: Input<string>;
  /** By path; null: none */
  readonly additionalApis: Input<Readonly<Record<string, { readonly id: string }>>> | null;
}

/** Dashboard of a stage: the API, each service, tables and queues. */
export function stageDashboard(
  stage: AnyStage,
  catalog: Catalog,
  { apiId, additionalApis }: DashboardApis,
  parent: Resource,
): cloudwatch.Dashboard {
  return new cloudwatch.Dashboard(
    "dashboard",
    {
      dashboardName: NAMES.dashboard.of(stage, "stage"),
      dashboardBody: output({ apiId, apis: additionalApis ?? {} }).apply(({ apiId: id, apis }) =>
        dashboardBody(stage, catalog, id, apis),
      ),
    },
    { parent },
  );
}

/** CloudWatch's grid is 24 wide; three charts a row. */
const WIDTH = 8;
const HEIGHT = 6;

interface Chart {
  readonly title: string;
  readonly stat: string;
  /** Metrics as a dashboard's JSON has them: `[namespace, metric, dimension, value]`, or `[{ expression }]`. */
  readonly metrics: readonly (readonly unknown[])[];
}

/** The dashboard as JSON. Lambda's charts search for metrics by name, so that they include new functions. */
export function dashboardBody(
  stage: AnyStage,
  { services, data }: Catalog,
  apiId: string,
  additionalApis: Readonly<Record<string, { readonly id: string }>> = {},
): string {
  const api = (...names: readonly string[]): Chart["metrics"] => [
    ...names.map((name) => ["AWS/ApiGateway", name, "ApiId", apiId]),
    ...Object.entries(additionalApis).flatMap(([path, { id }]) =>
      names.map((name) => ["AWS/ApiGateway", name, "ApiId", id, { label: `${name} ${path}` }]),
    ),
  ];
  const byService = (metric: string, stat: string): Chart["metrics"] =>
    Object.keys(services).map((service) => [
      {
        expression: serviceSearch(stage, service, metric, stat),
        label: service,
        id: `s${service.replaceAll("-", "_")}`,
      },
    ]);
  // DynamoDB counts throttled requests by table and operation, and never by table alone.
  const throttledByTable: Chart["metrics"] = Object.keys(data.tables).map((name, index) => [
    {
      expression: `SUM(SEARCH('{AWS/DynamoDB,Operation,TableName} MetricName="ThrottledRequests" TableName="${NAMES.table.of(stage, name)}"', 'Sum'))`,
      label: name,
      id: `t${String(index)}`,
    },
  ]);
  const byQueue = (metric: string, suffix = ""): Chart["metrics"] =>
    Object.keys(data.queues).map((name) => [
      "AWS/SQS",
      metric,
      "QueueName",
      queueName(stage, data.queues, `${name}${suffix}`),
    ]);
  const charts: readonly Chart[] = [
    { title: "API: requests", stat: "Sum", metrics: api("Count") },
    { title: "API: 4xx and 5xx", stat: "Sum", metrics: api("4xx", "5xx") },
    { title: "API: latency, p95", stat: "p95", metrics: api("Latency", "IntegrationLatency") },
    { title: "Services: invocations", stat: "Sum", metrics: byService("Invocations", "Sum") },
    { title: "Services: errors", stat: "Sum", metrics: byService("Errors", "Sum") },
    { title: "Services: throttles", stat: "Sum", metrics: byService("Throttles", "Sum") },
    { title: "Services: slowest invocation", stat: "Maximum", metrics: byService("Duration", "Maximum") },
    { title: "Tables: throttled requests", stat: "Sum", metrics: throttledByTable },
    { title: "Queues: waiting", stat: "Maximum", metrics: byQueue("ApproximateNumberOfMessagesVisible") },
    { title: "Queues: oldest message, s", stat: "Maximum", metrics: byQueue("ApproximateAgeOfOldestMessage") },
    { title: "Queues: given up", stat: "Maximum", metrics: byQueue("ApproximateNumberOfMessagesVisible", "-dlq") },
  ];
  return JSON.stringify({ widgets: charts.map((chart, index) => widget(stage, chart, index)) });
}

/** Sums a metric over the functions of a service by their common prefix; a search splits words at hyphens. */
function serviceSearch(stage: AnyStage, service: string, metric: string, stat: string): string {
  const total = stat === "Maximum" ? "MAX" : "SUM";
  const prefix = NAMES.function.of(stage, service).replace(/-$/, "");
  return `${total}(SEARCH('{AWS/Lambda,FunctionName} MetricName="${metric}" "${prefix}"', '${stat}'))`;
}

function widget(stage: AnyStage, { title, stat, metrics }: Chart, index: number): object {
  return {
    type: "metric",
    x: (index % 3) * WIDTH,
    y: Math.floor(index / 3) * HEIGHT,
    width: WIDTH,
    height: HEIGHT,
    properties: { title, stat, metrics, region: stage.region, period: 300, view: "timeSeries" },
  };
}
