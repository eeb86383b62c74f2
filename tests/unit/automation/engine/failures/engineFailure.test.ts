import { strict as assert } from "node:assert";
import type { EngineEvent } from "@pulumi/pulumi/automation";
import { failuresOf } from "../../../../../automation/engine/failures/engineFailure";

const URN = "urn:pulumi:dev::p::aws:sqs/queue:Queue::queue-a";

/** A step as the engine reports it before it begins; a deletion has null as its new state. */
const began = (op: string, next: object | null): EngineEvent =>
  ({
    resourcePreEvent: { metadata: { op, urn: URN, type: "aws:sqs/queue:Queue", new: next } },
  }) as unknown as EngineEvent;
const failed: EngineEvent = {
  diagnosticEvent: { urn: URN, severity: "error", message: "no", color: "never" },
} as unknown as EngineEvent;

const RESOURCE = { name: "queue-a", type: "aws:sqs/queue:Queue", phase: null };

describe("the failures of a run", () => {
  it("have the inputs of the resource", () => {
    assert.deepEqual(failuresOf([began("create", { inputs: { name: "a" } }), failed]), [
      { resource: { ...RESOURCE, inputs: { name: "a" } }, message: "no" },
    ]);
  });

  it("have none where a deletion failed", () => {
    assert.deepEqual(failuresOf([began("delete", null), failed]), [{ resource: RESOURCE, message: "no" }]);
  });
});
