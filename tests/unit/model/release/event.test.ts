import { strict as assert } from "node:assert";
import {
  closingEventOf,
  truncateMessage,
  eventsSchema,
  isFailure,
  withoutCompletedStarts,
  type DeploymentEvent,
  type ResourceEvent,
} from "../../../../model/release/event";

const resource = (name: string, state: ResourceEvent["state"]): DeploymentEvent => ({
  kind: "resource",
  at: 1,
  operation: "create",
  state,
  type: "aws:sqs/queue:Queue",
  name,
  phase: "core",
  ms: state === "began" ? null : 5,
});
const diagnostic = (severity: "error" | "warning"): DeploymentEvent => ({
  kind: "diagnostic",
  at: 1,
  severity,
  resource: null,
  message: "no",
});
const succeeded: DeploymentEvent = { kind: "succeeded", at: 9, ms: 8 };
const failed: DeploymentEvent = { kind: "failed", at: 9, ms: 8, code: "ENGINE", message: "no" };

describe("a deployment's events", () => {
  it("are read as they were written", () => {
    const events = [resource("a", "began"), resource("a", "done"), diagnostic("error"), failed];
    assert.deepEqual(eventsSchema.parse(JSON.parse(JSON.stringify({ schema: 1, events }))).events, events);
  });

  it("of a newer version are not read as ones of this", () => {
    assert.equal(eventsSchema.safeParse({ schema: 2, events: [] }).success, false);
  });

  it("have no room for inputs and outputs", () => {
    const events = [{ ...resource("a", "done"), inputs: { password: "x" } }];
    assert.equal(eventsSchema.safeParse({ schema: 1, events }).success, false);
  });

  it("say how it ended", () => {
    assert.equal(closingEventOf([resource("a", "done"), succeeded]), succeeded);
  });

  it("say that it has not ended", () => {
    assert.equal(closingEventOf([resource("a", "failed"), diagnostic("error")]), null);
  });

  it("that tell of a failure are operations that failed, errors, and a bad end", () => {
    const all = [resource("a", "failed"), resource("b", "done"), diagnostic("warning"), diagnostic("error"), failed];
    assert.deepEqual(all.filter(isFailure), [all[0], all[3], failed]);
  });

  it("show the begin of that alone which has not ended", () => {
    const all = [resource("a", "began"), resource("b", "began"), resource("a", "failed")];
    assert.deepEqual(withoutCompletedStarts(all), [all[1], all[2]]);
  });
});

describe("a message of an event", () => {
  it("is kept whole up to 2,000 characters", () => {
    assert.equal(truncateMessage("x".repeat(2_000)), "x".repeat(2_000));
  });

  it("is cut where it is longer, and shows it", () => {
    assert.equal(truncateMessage("x".repeat(2_001)), `${"x".repeat(1_999)}…`);
  });
});
