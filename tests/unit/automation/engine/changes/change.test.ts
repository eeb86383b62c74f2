import { strict as assert } from "node:assert";
import type { EngineEvent, OpType, StepEventMetadata } from "@pulumi/pulumi/automation";
import { changeOf, changesOf } from "../../../../../automation/engine/changes/change";

type Inputs = Readonly<Record<string, unknown>>;

const URN = "urn:pulumi:dev::p::aws:cloudwatch/logGroup:LogGroup::api-access-logs";

/** An update of a log group. */
function losses(old: Inputs, next: Inputs, intended?: Inputs): readonly string[] {
  const step = {
    op: "update",
    urn: URN,
    type: "aws:cloudwatch/logGroup:LogGroup",
    old: { id: "logs", inputs: old },
    new: { id: "logs", inputs: next },
  } as unknown as StepEventMetadata;
  const change = changeOf(step, intended === undefined ? new Map() : new Map([[URN, intended]]));
  return (change?.losses ?? []).map(({ kind, name }) => `${kind} ${name}`);
}

const WEEK = { retentionInDays: 7 };

/** Steps on one queue, as a preview announces them. */
function announced(...ops: readonly OpType[]) {
  const [urn, type] = ["urn:pulumi:dev::p::aws:sqs/queue:Queue::queue-sync", "aws:sqs/queue:Queue"];
  const events = ops.map((op) => ({ resourcePreEvent: { metadata: { op, urn, type, old: { id: "q", inputs: {} } } } }));
  return changesOf(events as unknown as readonly EngineEvent[]).map(({ kind, losses }) => [kind, losses.length]);
}

describe("changes of a preview", () => {
  it("contain a replacement once", () => {
    assert.deepEqual(announced("create-replacement", "replace", "delete-replaced"), [["replace", 1]]);
  });

  it("contain the remaining deletion of an interrupted replacement", () => {
    assert.deepEqual(announced("same", "delete-replaced"), [["delete", 0]]);
  });
});

describe("a change of the engine", () => {
  it("loses log events that no earlier run was to delete", () => {
    assert.deepEqual(losses({ retentionInDays: 0 }, WEEK), ["replace api-access-logs/retention"]);
  });

  it("loses no data where it completes an interrupted operation", () => {
    assert.deepEqual(losses({ retentionInDays: 0 }, WEEK, WEEK), []);
  });

  it("loses data that the interrupted operation was to keep", () => {
    assert.deepEqual(losses({ retentionInDays: 0 }, WEEK, { retentionInDays: 30 }), [
      "replace api-access-logs/retention",
    ]);
  });
});
