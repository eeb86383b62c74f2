import { strict as assert } from "node:assert";
import { deploymentReport, type ReportSources } from "../../../../model/report/deploymentReport";
import type { DeploymentEvent } from "../../../../model/release/event";
import { operation } from "../../../support/deploymentEvents";
import { recordOf } from "../../../support/records";

const ID = 1_700_000_000;
const START = ID * 1_000;

function event(name: string, from: number, ms: number, phase: "core" | "gateway" = "core", state?: "failed") {
  return operation({ type: "aws:sqs/queue:Queue", name, phase, at: START + from }, ms, state);
}

function reportOf(events: readonly DeploymentEvent[], more: Partial<ReportSources> = {}) {
  return deploymentReport({
    record: recordOf(ID),
    replaced: null,
    events,
    deployed: [],
    dependencies: new Map(),
    drift: null,
    url: null,
    ...more,
  });
}

describe("the report of a deployment", () => {
  it("joins the beginning and the end of an operation", () => {
    const { resources } = reportOf(event("a", 100, 250));
    assert.deepEqual(
      resources.map(({ name, state, from, to }) => [name, state, from - START, to - START]),
      [["a", "done", 100, 350]],
    );
  });

  it("takes the duration of an operation whose beginning was not recorded", () => {
    const [, end] = event("a", 100, 250);
    const [span] = reportOf(end === undefined ? [] : [end]).resources;
    assert.equal((span?.from ?? 0) - START, 100);
  });

  it("shows an operation without an end as running, until the newest event", () => {
    const [begun] = event("a", 100, 250);
    const { resources } = reportOf([...(begun === undefined ? [] : [begun]), ...event("b", 200, 700)]);
    assert.deepEqual(
      resources.map(({ name, state, to }) => [name, state, to - START]),
      [
        ["a", "running", 900],
        ["b", "done", 900],
      ],
    );
  });

  it("has a phase from its first operation to its gate", () => {
    const gate = { kind: "phase", at: START + 1_000, phase: "core", resources: 1, ms: 900 } as const;
    const { phases } = reportOf([...event("a", 100, 250), gate, ...event("b", 1_100, 50, "gateway", "failed")]);
    assert.deepEqual(
      phases.map(({ phase, state, resources, from, to }) => [phase, state, resources, from - START, to - START]),
      [
        ["core", "done", 1, 100, 1_000],
        ["gateway", "failed", 1, 1_100, 1_150],
      ],
    );
  });

  it("follows dependencies on the critical path, not what merely ended before", () => {
    const events = [...event("a", 0, 300), ...event("other", 0, 390), ...event("b", 400, 100)];
    const { criticalPath } = reportOf(events, { dependencies: new Map([["b", ["a"]]]) });
    assert.deepEqual(
      criticalPath.map(({ span, waited }) => [span.name, waited]),
      [
        ["a", 0],
        ["b", 100],
      ],
    );
  });

  it("goes on to an earlier phase where no dependency changed", () => {
    const events = [...event("a", 0, 300), ...event("b", 0, 200), ...event("c", 400, 100, "gateway")];
    assert.deepEqual(
      reportOf(events).criticalPath.map(({ span }) => span.name),
      ["a", "c"],
    );
  });

  it("has the states of the steps while the deployment runs", () => {
    const record = recordOf(ID, { outcome: "deploying", endedAt: null, steps: [] });
    const steps = ["preview", "up"].map((step, n) => ({ kind: "step" as const, at: START + n * 1_000, step }));
    assert.deepEqual(reportOf(steps, { record }).steps, [
      { step: "preview", from: START, milliseconds: 1_000, state: "done" },
      { step: "up", from: START + 1_000, milliseconds: null, state: "running" },
    ]);
  });

  it("marks the last step of a failed deployment, and has its error as a message", () => {
    const failed = { kind: "failed", at: START + 5_000, ms: 5_000, code: "UP_FAILED", message: "Throttled" } as const;
    const { steps, messages } = reportOf([failed], { record: recordOf(ID, { outcome: "failed" }) });
    assert.deepEqual(
      steps.map(({ step, state }) => [step, state]),
      [["up", "failed"]],
    );
    assert.deepEqual(messages, [
      { at: START + 5_000, severity: "error", resource: null, text: "UP_FAILED: Throttled" },
    ]);
  });

  it("compares with the replaced release, and knows where it has no record of it", () => {
    assert.equal(reportOf([]).differences, null);
    assert.deepEqual(reportOf([], { replaced: recordOf(ID - 1) }).differences, []);
  });
});
