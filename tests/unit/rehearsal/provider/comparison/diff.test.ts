import { strict as assert } from "node:assert";
import { diff, previewCreate, previewUpdate } from "../../../../../rehearsal/provider/comparison/diff";
import type { Row } from "../../../../../rehearsal/provider/schema/row";
import { rows } from "../../../../../rehearsal/provider/types/table";
import { type Properties, UNKNOWN } from "../../../../../rehearsal/provider/values/values";

function rowOf(token: string): Row {
  const row = rows.get(token);
  assert.ok(row);
  return row;
}

const QUEUE = rowOf("aws:sqs/queue:Queue");
const TABLE = rowOf("aws:dynamodb/table:Table");
const MAPPING = rowOf("aws:lambda/eventSourceMapping:EventSourceMapping");
const FUNCTION = rowOf("aws:lambda/function:Function");

const places = (row: Row, olds: Properties, news: Properties) => diff(row, olds, news).changes.flatMap(({ at }) => at);

describe("the difference of two inputs", () => {
  it("is none for the same JSON in another spelling", () => {
    const olds = { redrivePolicy: '{"deadLetterTargetArn":"a","maxReceiveCount":3}' };
    const news = { redrivePolicy: '{ "maxReceiveCount": 3, "deadLetterTargetArn": "a" }' };
    assert.deepEqual(diff(QUEUE, olds, news).changes, []);
  });

  it("is none where a stream's trigger no longer says where failures go, as the official provider ignores it", () => {
    const olds = { batchSize: 10, destinationConfig: { onFailure: { destinationArn: "arn:aws:sqs:x" } } };
    assert.deepEqual(diff(MAPPING, olds, { batchSize: 10 }).changes, []);
  });

  it("is none for the same set in another order", () => {
    const one = { name: "a", type: "S" };
    const two = { name: "b", type: "S" };
    assert.deepEqual(diff(TABLE, { attributes: [one, two] }, { attributes: [two, one] }).changes, []);
  });

  it("is none where only one of the two says the default of a nested property", () => {
    const ttl = { attributeName: "expires" };
    assert.deepEqual(diff(TABLE, { ttl }, { ttl: { ...ttl, enabled: false } }).changes, []);
  });

  it("is none where the program no longer gives what the AWS provider keeps", () => {
    const ttl = { attributeName: "expires", enabled: true };
    const index = { name: "Owner", hashKey: "owner", projectionType: "ALL" };
    const olds = { ttl, globalSecondaryIndexes: [index] };
    assert.deepEqual(diff(TABLE, olds, { globalSecondaryIndexes: [] }).changes, []);
  });

  it("is none where AWS chose what the program leaves open", () => {
    const logging = { logFormat: "JSON" };
    const chosen = { ...logging, logGroup: "/aws/lambda/x", systemLogLevel: "INFO" };
    const olds = { architectures: ["x86_64"], loggingConfig: chosen };
    assert.deepEqual(diff(FUNCTION, olds, { loggingConfig: logging }).changes, []);
  });

  it("names the place within a map", () => {
    const olds = { tags: { a: "1", b: "2", "with space": "x" } };
    const news = { tags: { a: "1", b: "3", c: "4" } };
    assert.deepEqual(places(QUEUE, olds, news), [
      ["tags.b", "update"],
      ['tags["with space"]', "delete"],
      ["tags.c", "add"],
    ]);
  });

  it("names the place within a block", () => {
    const olds = { environment: { variables: { STAGE: "dev" } } };
    const news = { environment: { variables: { STAGE: "staging" } } };
    assert.deepEqual(places(FUNCTION, olds, news), [["environment.variables.STAGE", "update"]]);
  });

  it("tells an empty text in a map from none", () => {
    const olds = { environment: { variables: { A: "" } } };
    const news = { environment: { variables: { B: "" } } };
    assert.deepEqual(places(FUNCTION, olds, news), [
      ["environment.variables.A", "delete"],
      ["environment.variables.B", "add"],
    ]);
  });

  it("counts what is not known yet as a change", () => {
    assert.deepEqual(places(QUEUE, { policy: "{}" }, { policy: UNKNOWN }), [["policy", "update"]]);
  });

  it("asks for a replacement where AWS does", () => {
    const { changes } = diff(TABLE, { hashKey: "id", billingMode: "A" }, { hashKey: "key", billingMode: "B" });
    assert.deepEqual(
      changes.map(({ property, replaces }) => [property, replaces]),
      [
        ["hashKey", true],
        ["billingMode", false],
      ],
    );
  });

  it("wants the old one gone first when both would have one name", () => {
    assert.equal(diff(TABLE, { name: "t", hashKey: "a" }, { name: "t", hashKey: "b" }).deleteBeforeReplace, true);
  });

  it("wants the new one first when the name was generated", () => {
    const news = { name: "t-1", hashKey: "b", __defaults: ["name"] };
    assert.equal(diff(TABLE, { name: "t-1", hashKey: "a" }, news).deleteBeforeReplace, false);
  });
});

describe("a preview", () => {
  it("of a create leaves open what AWS computes, and tells what is given", () => {
    const state = previewCreate(QUEUE, { name: "a" });
    assert.deepEqual([state["arn"], state["url"], state["region"], state["name"]], [UNKNOWN, UNKNOWN, UNKNOWN, "a"]);
  });

  it("of changed code leaves the version open", () => {
    const inputs = { name: "f", publish: true, sourceCodeHash: "one" };
    const state = { ...inputs, version: "1", arn: "arn" };
    const preview = previewUpdate(FUNCTION, inputs, state, { ...inputs, sourceCodeHash: "two" });
    assert.deepEqual([preview["version"], preview["arn"]], [UNKNOWN, "arn"]);
  });

  it("of changed tags keeps the version", () => {
    const inputs = { name: "f", publish: true, sourceCodeHash: "one" };
    const state = { ...inputs, version: "1" };
    assert.equal(previewUpdate(FUNCTION, inputs, state, { ...inputs, tags: { a: "b" } })["version"], "1");
  });
});
