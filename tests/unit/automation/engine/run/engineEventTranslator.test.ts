import { strict as assert } from "node:assert";
import type { EngineEvent, OpType } from "@pulumi/pulumi/automation";
import { EngineEventTranslator } from "../../../../../automation/engine/run/engineEventTranslator";
import type { DeploymentEvent } from "../../../../../model/release/event";

const TYPES = "listbackup:stage:StageStack$listbackup:phase:CoreInfrastructure$aws:sqs/queue:Queue";
const urnOf = (name: string): string => `urn:pulumi:dev::p::${TYPES}::${name}`;
const SECRET = "s3cr3t value";

type Moment = "resourcePreEvent" | "resOutputsEvent" | "resOpFailedEvent";
const step = (moment: Moment, op: OpType, name = "queue-a", type = "aws:sqs/queue:Queue"): EngineEvent => {
  const state = { inputs: { password: SECRET }, outputs: { password: SECRET } };
  return { sequence: 1, timestamp: 0, [moment]: { metadata: { op, urn: urnOf(name), type, old: state, new: state } } };
};
const diagnostic = (severity: "error" | "warning" | "info", message: string, name = "queue-a"): EngineEvent => ({
  sequence: 1,
  timestamp: 0,
  diagnosticEvent: { urn: urnOf(name), message, severity, color: "never" },
});

/** Deployment events of engine events that occur every 10 ms, the first at 1000. */
function translated(...events: readonly EngineEvent[]): readonly DeploymentEvent[] {
  const translator = new EngineEventTranslator();
  return events.flatMap((event, index) => translator.translate(event, 1_000 + 10 * index) ?? []);
}

const RESOURCE = { kind: "resource", type: "aws:sqs/queue:Queue", name: "queue-a", phase: "core" } as const;

describe("the deployment events of engine events", () => {
  it("contain begin, end and duration of an operation", () => {
    assert.deepEqual(translated(step("resourcePreEvent", "create"), step("resOutputsEvent", "create")), [
      { ...RESOURCE, at: 1_000, operation: "create", state: "began", ms: null },
      { ...RESOURCE, at: 1_010, operation: "create", state: "done", ms: 10 },
    ]);
  });

  it("contain a failed operation", () => {
    assert.deepEqual(translated(step("resourcePreEvent", "update"), step("resOpFailedEvent", "update"))[1], {
      ...RESOURCE,
      at: 1_010,
      operation: "update",
      state: "failed",
      ms: 10,
    });
  });

  it("contain an end without a begin", () => {
    assert.deepEqual(translated(step("resOutputsEvent", "delete")), [
      { ...RESOURCE, at: 1_000, operation: "delete", state: "done", ms: null },
    ]);
  });

  it("contain delete and replace of a replacement once each", () => {
    const ops: readonly OpType[] = ["delete-replaced", "replace", "create-replacement"];
    const events = translated(...ops.map((op) => step("resOutputsEvent", op)));
    assert.deepEqual(
      events.map((event) => (event.kind === "resource" ? event.operation : event.kind)),
      ["delete", "replace"],
    );
  });

  for (const op of ["same", "read", "refresh", "discard"] as const) {
    it(`do not contain ${op}, which changes nothing`, () => {
      assert.deepEqual(translated(step("resourcePreEvent", op), step("resOutputsEvent", op)), []);
    });
  }

  it("do not contain components, which exist in the state only", () => {
    assert.deepEqual(translated(step("resOutputsEvent", "create", "users", "listbackup:service:LambdaService")), []);
  });

  it("contain each error once, with its resource", () => {
    const events = translated(
      diagnostic("error", "<{%reset%}>error: AccessDenied\n"),
      diagnostic("error", "error: AccessDenied"),
    );
    const resource = { type: "aws:sqs/queue:Queue", name: "queue-a", phase: "core" };
    assert.deepEqual(events, [{ kind: "diagnostic", at: 1_000, severity: "error", resource, message: "AccessDenied" }]);
  });

  it("contain no secrets", () => {
    const [event] = translated(diagnostic("error", "InvalidParameter: password=abc was refused"));
    assert.equal(
      event?.kind === "diagnostic" ? event.message : "",
      "InvalidParameter: password=[redacted] was refused",
    );
  });

  it("contain warnings, and no informational messages", () => {
    const events = translated(diagnostic("warning", "deprecated"), diagnostic("info", "hello"));
    assert.deepEqual(
      events.map((event) => (event.kind === "diagnostic" ? event.severity : event.kind)),
      ["warning"],
    );
  });

  it("do not contain failures that follow from another one", () => {
    const never = `expected resource operations for ${urnOf("queue-b")} but none were seen`;
    assert.equal(translated(diagnostic("error", "AccessDenied"), diagnostic("error", never, "queue-b")).length, 1);
  });

  it("contain a follow-on failure where no other failure precedes it", () => {
    const never = `expected resource operations for ${urnOf("queue-b")} but none were seen`;
    assert.equal(translated(diagnostic("error", never, "queue-b")).length, 1);
  });

  it("truncate messages longer than 2,000 characters", () => {
    const [event] = translated(diagnostic("error", "x".repeat(9_000)));
    assert.equal(event?.kind === "diagnostic" ? event.message.length : 0, 2_000);
  });

  it("contain no inputs and no outputs", () => {
    const events = translated(step("resourcePreEvent", "create"), step("resOutputsEvent", "create"));
    assert.doesNotMatch(JSON.stringify(events), new RegExp(SECRET));
  });

  it("have the start time of each phase", () => {
    const translator = new EngineEventTranslator();
    translator.translate(step("resourcePreEvent", "create"), 1_000);
    translator.translate(step("resourcePreEvent", "create", "queue-b"), 2_000);
    assert.deepEqual([translator.phaseStart("core"), translator.phaseStart("users")], [1_000, null]);
  });
});
