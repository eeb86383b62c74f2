import { strict as assert } from "node:assert";
import type { StepEventMetadata } from "@pulumi/pulumi/automation";
import { changeOf } from "../../../../automation/engine/change";

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

describe("a change of the engine", () => {
  it("loses log events that nothing was to delete before", () => {
    assert.deepEqual(losses({ retentionInDays: 0 }, WEEK), ["replace api-access-logs/retention"]);
  });

  it("loses nothing where it finishes an operation that was interrupted", () => {
    assert.deepEqual(losses({ retentionInDays: 0 }, WEEK, WEEK), []);
  });

  it("loses what the interrupted operation was to keep", () => {
    assert.deepEqual(losses({ retentionInDays: 0 }, WEEK, { retentionInDays: 30 }), [
      "replace api-access-logs/retention",
    ]);
  });
});
