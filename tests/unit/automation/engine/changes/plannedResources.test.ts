import { strict as assert } from "node:assert";
import type { EngineEvent } from "@pulumi/pulumi/automation";
import { plannedResources } from "../../../../../automation/engine/changes/plannedResources";

/** An event before an operation. @param state of the resource afterwards; null: it is deleted */
function before(op: string, type: string, name: string, state: object | null): EngineEvent {
  const urn = `urn:pulumi:dev::listbackup::${type}::${name}`;
  return { resourcePreEvent: { metadata: { op, urn, type, new: state } } } as unknown as EngineEvent;
}

const QUEUE = "aws:sqs/queue:Queue";

describe("the resources that a preview leaves", () => {
  it("include unchanged ones, without components and deletions", () => {
    const events = [
      before("same", QUEUE, "kept", { inputs: { name: "a" }, protect: true }),
      before("create", QUEUE, "new", { inputs: { name: "b" } }),
      before("delete", QUEUE, "gone", null),
      before("same", "listbackup:phase:Core", "core", { inputs: {} }),
      { summaryEvent: {} } as EngineEvent,
    ];
    const found = plannedResources(events).map(({ name, protect, inputs }) => [name, protect, inputs]);
    assert.deepEqual(found, [
      ["kept", true, { name: "a" }],
      ["new", false, { name: "b" }],
    ]);
  });

  it("have a replaced resource once, as its replacement", () => {
    const events = [
      before("create-replacement", QUEUE, "one", { inputs: { name: "b" } }),
      before("replace", QUEUE, "one", { inputs: { name: "b" } }),
      before("delete-replaced", QUEUE, "one", null),
    ];
    assert.deepEqual(
      plannedResources(events).map(({ inputs }) => inputs),
      [{ name: "b" }],
    );
  });
});
