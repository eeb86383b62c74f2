import { strict as assert } from "node:assert";
import { dashboardBody } from "../../../../components/monitoring/dashboard";
import { parseCatalog } from "../../../../model/catalog/parse/parseCatalog";
import { smallCatalog, stageOf } from "../../../support/release";
import { REAL_FILES } from "../../model/catalog/realCatalog";

interface Widget {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly properties: { readonly title: string; readonly metrics: readonly (readonly unknown[])[] };
}

const widgetsOf = (body: string): readonly Widget[] =>
  (JSON.parse(body) as { readonly widgets: readonly Widget[] }).widgets;
const small = (): readonly Widget[] => widgetsOf(dashboardBody(stageOf("dev"), smallCatalog(), "API"));
const chart = (title: string): Widget["properties"]["metrics"] =>
  small().find((widget) => widget.properties.title === title)?.properties.metrics ?? [];

describe("the dashboard", () => {
  it("shows the stage's own API", () => {
    assert.deepEqual(chart("API: requests"), [["AWS/ApiGateway", "Count", "ApiId", "API"]]);
  });

  it("sums what a service's functions do, by their names", () => {
    assert.deepEqual(chart("Services: errors")[1], [
      {
        expression: "SUM(SEARCH('{AWS/Lambda,FunctionName} MetricName=\"Errors\" \"listbackup-dev-auth\"', 'Sum'))",
        label: "auth",
        id: "sauth",
      },
    ]);
  });

  it("sums the throttled requests of a table over its operations", () => {
    assert.deepEqual(chart("Tables: throttled requests")[0], [
      {
        expression: `SUM(SEARCH('{AWS/DynamoDB,Operation,TableName} MetricName="ThrottledRequests" TableName="listbackup-dev-users"', 'Sum'))`,
        label: "users",
        id: "t0",
      },
    ]);
  });

  it("shows what each queue gave up on", () => {
    assert.deepEqual(chart("Queues: given up"), [
      ["AWS/SQS", "ApproximateNumberOfMessagesVisible", "QueueName", "listbackup-dev-sync-dlq.fifo"],
    ]);
  });

  it("has three charts a row, none over another", () => {
    const places = small().map(({ x, y }) => `${String(x)},${String(y)}`);
    assert.equal(new Set(places).size, places.length);
    assert.ok(small().every(({ x, width }) => x + width <= 24));
  });

  it("of the whole backend is within CloudWatch's 500 metrics a chart", () => {
    const { catalog } = parseCatalog(REAL_FILES);
    assert.ok(catalog !== null);
    const most = Math.max(
      ...widgetsOf(dashboardBody(stageOf("production"), catalog, "API")).map(
        ({ properties }) => properties.metrics.length,
      ),
    );
    assert.ok(most <= 500, String(most));
  });
});
