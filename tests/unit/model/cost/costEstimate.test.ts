import { strict as assert } from "node:assert";
import { stageProgram } from "../../../../components/program";
import { costEstimate } from "../../../../model/cost/costEstimate";
import { resourceCost } from "../../../../model/cost/fixedCost";
import type { Inputs, PlannedResource } from "../../../../model/review/plannedResource";
import { realCatalog, releaseOf, stageOf } from "../../../support/release";
import { mockEngine, settled } from "../../components/mocks";

function resource(type: string, inputs: Inputs = {}, name = "x"): PlannedResource {
  return { urn: `urn:pulumi:dev::listbackup::${type}::${name}`, type, name, protect: false, inputs };
}

const ALARM = "aws:cloudwatch/metricAlarm:MetricAlarm";
const TABLE = "aws:dynamodb/table:Table";

function usd(type: string, inputs: Inputs): number {
  const cost = resourceCost({ type, inputs });
  assert.equal(cost.kind, "fixed");
  return cost.kind === "fixed" ? cost.usd : 0;
}

describe("the cost of a resource", () => {
  it("of an alarm is that of its metric", () => {
    assert.equal(usd(ALARM, { metricName: "5xx" }), 0.1);
  });

  it("of an alarm on an expression is that of the metrics in it", () => {
    const metricQueries = [{ expression: "a / b" }, { metric: { metricName: "a" } }, { metric: { metricName: "b" } }];
    assert.equal(usd(ALARM, { metricQueries }), 0.2);
  });

  it("of an alarm on a Metrics Insights query is that of every metric that it reads", () => {
    const expression = `SELECT SUM(Errors) FROM SCHEMA("AWS/Lambda", FunctionName) WHERE FunctionName = 'a' OR FunctionName = 'b' OR FunctionName = 'c'`;
    assert.equal(usd(ALARM, { metricQueries: [{ expression }] }).toFixed(2), "0.30");
  });

  it("of a provisioned table is that of its capacity, indexes included", () => {
    const capacity = { readCapacity: 5, writeCapacity: 5 };
    const inputs = { billingMode: "PROVISIONED", ...capacity, globalSecondaryIndexes: [capacity] };
    assert.equal(usd(TABLE, inputs).toFixed(2), (10 * 730 * 0.00078).toFixed(2));
  });

  it("of a table on demand is by use", () => {
    assert.equal(resourceCost(resource(TABLE, { billingMode: "PAY_PER_REQUEST" })).kind, "usage");
  });

  it("is known for every type that a stage has", async () => {
    const resources = await mockEngine({ preview: false });
    const stage = { ...stageOf("production"), recoveryStage: stageOf("disaster-recovery") };
    await stageProgram({ stage, release: releaseOf(await realCatalog()) })();
    await settled();
    const unknown = resources.filter(
      (one) => one.type.startsWith("aws:") && one.custom && resourceCost(one).kind === "unknown",
    );
    assert.deepEqual([...new Set(unknown.map(({ type }) => type))], []);
  });
});

describe("the cost of a change", () => {
  const alarm = (name: string): PlannedResource => resource(ALARM, { metricName: "5xx" }, name);
  const queue = resource("aws:sqs/queue:Queue");

  it("is the difference by type, and the sum before and after", () => {
    const { before, after, differences } = costEstimate([alarm("a")], [alarm("a"), alarm("b"), alarm("c")]);
    assert.deepEqual(
      [before, after.toFixed(2), differences.map(({ type, usd: one }) => [type, one.toFixed(2)])],
      [0.1, "0.30", [[ALARM, "0.20"]]],
    );
  });

  it("names types that are new and charged by use", () => {
    assert.deepEqual(costEstimate([], [queue]).byUse, [queue.type]);
    assert.deepEqual(costEstimate([queue], [queue]).byUse, []);
  });

  it("names types without a price", () => {
    assert.deepEqual(costEstimate([], [resource("aws:new/thing:Thing")]).unknown, ["aws:new/thing:Thing"]);
  });
});
