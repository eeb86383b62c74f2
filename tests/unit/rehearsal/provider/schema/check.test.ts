import { strict as assert } from "node:assert";
import { type CheckContext, checkInputs } from "../../../../../rehearsal/provider/schema/check";
import { rows } from "../../../../../rehearsal/provider/types/table";
import { type Properties, UNKNOWN } from "../../../../../rehearsal/provider/values/values";

const CONTEXT: CheckContext = {
  resource: "jobs",
  randomSeed: Uint8Array.from([1, 2, 3, 4]),
  defaultTags: { project: "listbackup" },
  olds: {},
};

function check(token: string, given: Properties, context: Partial<CheckContext> = {}) {
  const row = rows.get(token);
  assert.ok(row);
  return checkInputs(row, given, { ...CONTEXT, ...context });
}

const QUEUE = "aws:sqs/queue:Queue";
const TABLE = "aws:dynamodb/table:Table";
const keyed = { name: "t-1", hashKey: "id", attributes: [{ name: "id", type: "S" }] };

describe("checking inputs", () => {
  it("names type, property and place for an unknown property", () => {
    const { failures } = check(QUEUE, { name: "a", visibility: 30 });
    assert.deepEqual(failures, [
      {
        property: "visibility",
        reason:
          "aws:sqs/queue:Queue has no property visibility in the offline provider. If the AWS provider has it, " +
          "add it to the row of aws:sqs/queue:Queue in rehearsal/provider/types.",
      },
    ]);
  });

  it("refuses an expression that is longer than the AWS provider takes", () => {
    const metricQueries = [{ id: "q", expression: "x".repeat(1_025) }];
    const alarm = { name: "a", comparisonOperator: "GreaterThanThreshold", evaluationPeriods: 1, metricQueries };
    assert.deepEqual(check("aws:cloudwatch/metricAlarm:MetricAlarm", alarm).failures, [
      {
        property: "metricQueries[0].expression",
        reason:
          "aws:cloudwatch/metricAlarm:MetricAlarm: metricQueries[0].expression must have 1 to 1024 characters, and has 1025.",
      },
    ]);
  });

  it("finds unknown properties inside lists", () => {
    const index = { name: "Owner", hashKey: "id", projectionType: "ALL", projection: { type: "ALL" } };
    const { failures } = check(TABLE, { ...keyed, globalSecondaryIndexes: [index] });
    assert.deepEqual(
      failures.map(({ property }) => property),
      ["globalSecondaryIndexes[0].projection"],
    );
  });

  it("refuses a wrong type", () => {
    const { failures } = check(QUEUE, { name: "a", visibilityTimeoutSeconds: "30" });
    assert.deepEqual(failures, [
      {
        property: "visibilityTimeoutSeconds",
        reason: "aws:sqs/queue:Queue: visibilityTimeoutSeconds must be a number.",
      },
    ]);
  });

  it("refuses a missing property, nested ones too", () => {
    const { failures } = check(TABLE, { name: "t-1", hashKey: "id", attributes: [{ name: "id" }] });
    assert.deepEqual(
      failures.map(({ property }) => property),
      ["attributes[0].type"],
    );
  });

  it("takes what is not known yet for anything", () => {
    const { failures } = check(QUEUE, { name: "a", visibilityTimeoutSeconds: UNKNOWN, redrivePolicy: UNKNOWN });
    assert.deepEqual(failures, []);
  });

  it("fills in what AWS would take", () => {
    const { inputs } = check(QUEUE, { name: "a" });
    assert.deepEqual(inputs, {
      name: "a",
      fifoQueue: false,
      contentBasedDeduplication: false,
      delaySeconds: 0,
      visibilityTimeoutSeconds: 30,
      messageRetentionSeconds: 345_600,
      receiveWaitTimeSeconds: 0,
      tagsAll: { project: "listbackup" },
    });
  });

  it("adds the provider's tags, the resource's own first", () => {
    const { inputs } = check(QUEUE, { name: "a", tags: { project: "mine", part: "jobs" } });
    assert.deepEqual(inputs["tagsAll"], { project: "mine", part: "jobs" });
  });

  it("leaves all tags unknown while some are", () => {
    const { inputs } = check(QUEUE, { name: "a", tags: UNKNOWN });
    assert.equal(inputs["tagsAll"], UNKNOWN);
  });

  it("gives a name where there is none, and marks it as its own", () => {
    const { inputs } = check(QUEUE, { fifoQueue: true });
    assert.deepEqual([inputs["name"], inputs["__defaults"]], ["jobs-0102030.fifo", ["name"]]);
  });

  it("keeps the name that it gave before", () => {
    const { inputs } = check(QUEUE, {}, { olds: { name: "jobs-fffffff" } });
    assert.equal(inputs["name"], "jobs-fffffff");
  });

  it("refuses an attribute that no key uses and a key without attribute, as DynamoDB does", () => {
    const { failures } = check(TABLE, { ...keyed, hashKey: "owner" });
    assert.deepEqual(
      failures.map(({ reason }) => reason),
      [
        'aws:dynamodb/table:Table: attribute "id" is in no key or index',
        'aws:dynamodb/table:Table: key "owner" is not among the attributes',
      ],
    );
  });
});
