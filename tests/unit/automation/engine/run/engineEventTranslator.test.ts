import { strict as assert } from "node:assert";
import type { EngineEvent, OpType } from "@pulumi/pulumi/automation";
import { EngineEventTranslator } from "../../../../../automation/engine/run/engineEventTranslator";
import type { DeploymentEvent } from "../../../../../model/release/event";

const TYPES = "listbackup:stage:StageStack$listbackup:phase:CoreInfrastructure$aws:sqs/queue:Queue";
const urnOf = (name: string): string => `urn:pulumi:dev::p::${TYPES}::${name}`;
const SECRET = "do not tell";

type Moment = "resourcePreEvent" | "resOutputsEvent" | "resOpFailedEvent";
const step = (moment: Moment, op: OpType, name = "queue-a", type = "aws:sqs/queue:Queue"): EngineEvent => {
  const state = { inputs: { password: SECRET }, outputs: { password: SECRET } };
  return { sequence: 1, timestamp: 0, [moment]: { metadata: { op, urn: urnOf(name), type, old: state, new: state } } };
};
const said = (severity: "error" | "warning" | "info", message: string, name = "queue-a"): EngineEvent => ({
  sequence: 1,
  timestamp: 0,
  diagnosticEvent: { urn: urnOf(name), message, severity, color: "never" },
});

/** What is told of events that come 10 ms after each other, the first at 1000. */
function told(...events: readonly EngineEvent[]): readonly DeploymentEvent[] {
  const narration = new EngineEventTranslator();
  return events.flatMap((event, index) => narration.translate(event, 1_000 + 10 * index) ?? []);
}

const RESOURCE = { kind: "resource", type: "aws:sqs/queue:Queue", name: "queue-a", phase: "core" } as const;

describe("what is told of the engine's events", () => {
  it("is that an operation began and ended, and how long it took", () => {
    assert.deepEqual(told(step("resourcePreEvent", "create"), step("resOutputsEvent", "create")), [
      { ...RESOURCE, at: 1_000, operation: "create", state: "began", ms: null },
      { ...RESOURCE, at: 1_010, operation: "create", state: "done", ms: 10 },
    ]);
  });

  it("is that an operation failed", () => {
    assert.deepEqual(told(step("resourcePreEvent", "update"), step("resOpFailedEvent", "update"))[1], {
      ...RESOURCE,
      at: 1_010,
      operation: "update",
      state: "failed",
      ms: 10,
    });
  });

  it("is an end also where its begin was not heard of", () => {
    assert.deepEqual(told(step("resOutputsEvent", "delete")), [
      { ...RESOURCE, at: 1_000, operation: "delete", state: "done", ms: null },
    ]);
  });

  it("is of a replacement what was deleted and what was made, once each", () => {
    const ops: readonly OpType[] = ["delete-replaced", "replace", "create-replacement"];
    const events = told(...ops.map((op) => step("resOutputsEvent", op)));
    assert.deepEqual(
      events.map((event) => (event.kind === "resource" ? event.operation : event.kind)),
      ["delete", "replace"],
    );
  });

  for (const op of ["same", "read", "refresh", "discard"] as const) {
    it(`is nothing of ${op}, which changes nothing`, () => {
      assert.deepEqual(told(step("resourcePreEvent", op), step("resOutputsEvent", op)), []);
    });
  }

  it("is nothing of components, which are in the engine's books alone", () => {
    assert.deepEqual(told(step("resOutputsEvent", "create", "users", "listbackup:service:LambdaService")), []);
  });

  it("is what was said to be wrong, with its resource, once", () => {
    const events = told(said("error", "<{%reset%}>error: AccessDenied\n"), said("error", "error: AccessDenied"));
    const resource = { type: "aws:sqs/queue:Queue", name: "queue-a", phase: "core" };
    assert.deepEqual(events, [{ kind: "diagnostic", at: 1_000, severity: "error", resource, message: "AccessDenied" }]);
  });

  it("is without secrets", () => {
    const [event] = told(said("error", "InvalidParameter: password=abc was refused"));
    assert.equal(
      event?.kind === "diagnostic" ? event.message : "",
      "InvalidParameter: password=[redacted] was refused",
    );
  });

  it("is a warning too, and nothing of what is only said", () => {
    const events = told(said("warning", "deprecated"), said("info", "hello"));
    assert.deepEqual(
      events.map((event) => (event.kind === "diagnostic" ? event.severity : event.kind)),
      ["warning"],
    );
  });

  it("leaves out what only follows from a failure", () => {
    const never = `expected resource operations for ${urnOf("queue-b")} but none were seen`;
    assert.equal(told(said("error", "AccessDenied"), said("error", never, "queue-b")).length, 1);
  });

  it("does not leave out what would follow, where nothing failed before", () => {
    const never = `expected resource operations for ${urnOf("queue-b")} but none were seen`;
    assert.equal(told(said("error", never, "queue-b")).length, 1);
  });

  it("cuts what is longer than 2,000 characters", () => {
    const [event] = told(said("error", "x".repeat(9_000)));
    assert.equal(event?.kind === "diagnostic" ? event.message.length : 0, 2_000);
  });

  it("holds no inputs and no outputs", () => {
    const events = told(step("resourcePreEvent", "create"), step("resOutputsEvent", "create"));
    assert.doesNotMatch(JSON.stringify(events), new RegExp(SECRET));
  });

  it("knows when a phase began", () => {
    const narration = new EngineEventTranslator();
    narration.translate(step("resourcePreEvent", "create"), 1_000);
    narration.translate(step("resourcePreEvent", "create", "queue-b"), 2_000);
    assert.deepEqual([narration.phaseStart("core"), narration.phaseStart("users")], [1_000, null]);
  });
});
