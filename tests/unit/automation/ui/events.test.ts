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
const long: DeploymentEvent = { ...failed, name: "a-name-that-nobody-would-give-to-a-queue", phase: "certificates" };
const said: DeploymentEvent = {
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

describe("a deployment's events as lines", () => {
  it("are time, phase, operation, resource and duration", () => {
    assert.deepEqual(eventLines([made], VIEW), [
      "10:20:30  2 core          create   queue-extra sqs.Queue             1.2 s",
    ]);
  });

  it("show what is done and not that it began", () => {
    assert.equal(eventLines([began, made], VIEW).length, 1);
  });

  it("show what goes on", () => {
    assert.match(eventLines([began], VIEW).join("\n"), /queue-extra sqs\.Queue +…$/);
  });

  it("show how far a phase came", () => {
    const phase: DeploymentEvent = { kind: "phase", at: AT, phase: "core", resources: 18, ms: 4_200 };
    assert.deepEqual(eventLines([phase], VIEW), [
      "10:20:30  2 core          done     18 resources and the gate         4.2 s",
    ]);
  });

  it("show where the traffic is, and that it went back among what went wrong", () => {
    const traffic = (percent: number): DeploymentEvent => ({ kind: "traffic", at: AT, percent, functions: 2 });
    const all = [10, 100, 0].map(traffic);
    assert.deepEqual(eventLines(all, VIEW), [
      "10:20:30  traffic: 10 % on the new versions of 2 functions",
      "10:20:30  traffic: all on the new versions of 2 functions",
      "10:20:30  traffic: all back on the old versions of 2 functions",
    ]);
    assert.equal(eventLines(all, { ...VIEW, failedOnly: true }).length, 1);
  });

  it("give all of an error, broken between words, without what would command the terminal", () => {
    assert.deepEqual(eventLines([said], VIEW), [
      "10:20:30  2 core          error    queue-extra sqs.Queue",
      "    AccessDenied: not authorized to perform sqs:CreateQueue on",
      "    arn:aws:sqs:us-west-2:100000000001:listbackup-dev-queue-extra [31m",
    ]);
  });

  it("end with how it ended", () => {
    assert.deepEqual(eventLines([ended], VIEW), [
      "10:20:30  failed, and rolled back after 1 min 01 s: ENGINE",
      "    One",
      "    Two",
    ]);
  });

  it("fit into 80 columns, whatever they are about", () => {
    const lines = eventLines([started, long, { ...said, resource: { ...QUEUE, name: "x".repeat(99) } }, ended], VIEW);
    assert.deepEqual(
      lines.filter(({ length }) => length > 80),
      [],
    );
    assert.match(lines[1] ?? "", /a-name-that-nobody-would… +failed 12 min 05 s$/);
  });

  it("show names whole where there is room", () => {
    assert.match(
      eventLines([long], { ...VIEW, width: Infinity }).join("\n"),
      /a-name-that-nobody-would-give-to-a-queue/,
    );
  });

  it("are those of failures alone where these are asked for", () => {
    const lines = eventLines([made, failed, ended], { ...VIEW, failedOnly: true });
    assert.deepEqual(
      lines.map((line) => line.slice(10, 33).trim()),
      ["2 core          create", "failed, and rolled back", "", ""],
    );
  });
});
