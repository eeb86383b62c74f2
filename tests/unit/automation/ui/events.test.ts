import { strict as assert } from "node:assert";
import picocolors from "picocolors";
import { eventLines, type EventView } from "../../../../automation/ui/events";
import type { DeploymentEvent } from "../../../../model/release/event";

/** 2026-12-01T10:20:30Z */
const AT = 1_796_120_430_000;
const VIEW: EventView = { width: 80, colors: picocolors.createColors(false), failedOnly: false };
const QUEUE = { type: "aws:sqs/queue:Queue", name: "queue-extra", phase: "core" } as const;
const made: DeploymentEvent = { kind: "resource", at: AT, operation: "create", state: "done", ...QUEUE, ms: 1_234 };
const began: DeploymentEvent = { ...made, state: "began", ms: null };
const failed: DeploymentEvent = { ...made, state: "failed", ms: 725_000 };
const long: DeploymentEvent = {
  ...failed,
  name: "an-unusually-long-name-of-a-queue-for-this-test",
  phase: "certificates",
};
const diagnostic: DeploymentEvent = {
  kind: "diagnostic",
  at: AT,
  severity: "error",
  resource: QUEUE,
  message:
    "AccessDenied: not authorized to perform sqs:CreateQueue on arn:aws:sqs:us-west-2:100000000001:listbackup-dev-queue-extra\u001b[31m",
};
const ended: DeploymentEvent = { kind: "rolled-back", at: AT, ms: 61_000, code: "ENGINE", message: "One\nTwo" };
const started: DeploymentEvent = {
  kind: "started",
  at: AT,
  who: `arn:aws:iam::1:user/${"a".repeat(90)}`,
  commit: null,
};

describe("eventLines", () => {
  it("prints time, phase, operation, resource and duration", () => {
    assert.deepEqual(eventLines([made], VIEW), [
      "10:20:30  2 core          create   queue-extra sqs.Queue             1.2 s",
    ]);
  });

  it("prints a finished operation once", () => {
    assert.equal(eventLines([began, made], VIEW).length, 1);
  });

  it("prints operations in progress", () => {
    assert.match(eventLines([began], VIEW).join("\n"), /queue-extra sqs\.Queue +…$/);
  });

  it("prints finished phases", () => {
    const phase: DeploymentEvent = { kind: "phase", at: AT, phase: "core", resources: 18, ms: 4_200 };
    assert.deepEqual(eventLines([phase], VIEW), [
      "10:20:30  2 core          done     18 resources and the gate         4.2 s",
    ]);
  });

  it("prints the error rates of new and old versions, and what is exceeded", () => {
    const totals = (invocations: number, errors: number) => ({ invocations, errors, failedResponses: 0, p95: null });
    const analysis: DeploymentEvent = {
      kind: "analysis",
      at: AT,
      percent: 10,
      verdict: "breached",
      current: totals(40, 8),
      baseline: totals(0, 0),
      errorLimit: 1,
      breaches: ["users-get, version 2: 8 of 40 invocations failed"],
    };
    assert.deepEqual(eventLines([analysis], { ...VIEW, width: Infinity }), [
      "10:20:30  analysis: breached; new versions 20.0 % errors of 40, old versions without traffic",
      "    users-get, version 2: 8 of 40 invocations failed",
    ]);
  });

  it("prints traffic shifts, and a shift back as an error", () => {
    const traffic = (percent: number): DeploymentEvent => ({ kind: "traffic", at: AT, percent, functions: 2 });
    const all = [10, 100, 0].map(traffic);
    assert.deepEqual(eventLines(all, VIEW), [
      "10:20:30  traffic: 10 % on the new versions of 2 functions",
      "10:20:30  traffic: 100 % on the new versions of 2 functions",
      "10:20:30  traffic: 100 % on the old versions of 2 functions",
    ]);
    assert.equal(eventLines(all, { ...VIEW, failedOnly: true }).length, 1);
  });

  it("prints a whole error, split between words, without control characters", () => {
    assert.deepEqual(eventLines([diagnostic], VIEW), [
      "10:20:30  2 core          error    queue-extra sqs.Queue",
      "    AccessDenied: not authorized to perform sqs:CreateQueue on",
      "    arn:aws:sqs:us-west-2:100000000001:listbackup-dev-queue-extra [31m",
    ]);
  });

  it("ends with the outcome", () => {
    assert.deepEqual(eventLines([ended], VIEW), [
      "10:20:30  failed, rolled back after 1 min 01 s: ENGINE",
      "    One",
      "    Two",
    ]);
  });

  it("fits 80 columns", () => {
    const lines = eventLines(
      [started, long, { ...diagnostic, resource: { ...QUEUE, name: "x".repeat(99) } }, ended],
      VIEW,
    );
    assert.deepEqual(
      lines.filter(({ length }) => length > 80),
      [],
    );
    assert.match(lines[1] ?? "", /an-unusually-long-name-o… +failed 12 min 05 s$/);
  });

  it("prints whole names where there is room", () => {
    assert.match(
      eventLines([long], { ...VIEW, width: Infinity }).join("\n"),
      /an-unusually-long-name-of-a-queue-for-this-test/,
    );
  });

  it("prints only errors with --failed", () => {
    const lines = eventLines([made, failed, ended], { ...VIEW, failedOnly: true });
    assert.deepEqual(
      lines.map((line) => line.slice(10, 33).trim()),
      ["2 core          create", "failed, rolled back aft", "", ""],
    );
  });
});
