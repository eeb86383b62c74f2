import { strict as assert } from "node:assert";
import type { EngineEvent } from "@pulumi/pulumi/automation";
import { runEngine, previewResult, runResult } from "../../../../../automation/engine/run/runOutcome";

const URN =
  "urn:pulumi:dev::p::listbackup:stage:StageStack$listbackup:phase:CoreInfrastructure$aws:sqs/queue:Queue::queue-a";

const step = (op: string): NonNullable<EngineEvent["resourcePreEvent"]>["metadata"] =>
  ({ op, urn: URN, type: "aws:sqs/queue:Queue", diffs: ["name"] }) as never;
const began = (op: string): EngineEvent => ({ sequence: 1, timestamp: 0, resourcePreEvent: { metadata: step(op) } });
const ended = (op: string): EngineEvent => ({ sequence: 2, timestamp: 0, resOutputsEvent: { metadata: step(op) } });
const diagnostic = (severity: "error" | "warning", message: string): EngineEvent => ({
  sequence: 3,
  timestamp: 0,
  diagnosticEvent: { urn: URN, message, severity, color: "never" },
});

const runWith = (events: readonly EngineEvent[], error?: Error, signal?: AbortSignal) =>
  runEngine(signal === undefined ? {} : { signal }, (onEvent) => {
    for (const event of events) onEvent(event);
    return error === undefined ? Promise.resolve() : Promise.reject(error);
  });

describe("the outcome of a run", () => {
  it("contains the announced changes", async () => {
    const result = runResult(await runWith([began("create"), began("same")]));
    assert.deepEqual(
      result.kind === "succeeded" ? result.changes.map(({ kind, name, phase }) => [kind, name, phase]) : result,
      [["create", "queue-a", "core"]],
    );
  });

  it("of a failure contains the completed changes, and each error once", async () => {
    const events = [
      began("update"),
      ended("update"),
      diagnostic("error", "<{%reset%}>error: no queue\n"),
      diagnostic("error", "<{%reset%}>error: no queue\n"),
      diagnostic("error", "update failed"),
    ];
    const result = runResult(await runWith(events, new Error("exit 255")));
    assert.deepEqual(
      result.kind === "failed" ? [result.completed.length, result.failures.map(({ message }) => message)] : result,
      [1, ["no queue"]],
    );
  });

  it("counts only changes that AWS confirmed as completed", async () => {
    const result = runResult(await runWith([began("create")], new Error("exit 255")));
    assert.deepEqual(result.kind === "failed" ? result.completed : result, []);
  });

  it("of a run without error events contains the engine's output", async () => {
    const result = runResult(await runWith([], new Error("code: 255\n stdout: \n stderr: error: no state\n err?: x")));
    assert.deepEqual(result.kind === "failed" ? result.failures : result, [{ resource: null, message: "no state" }]);
  });

  it("of a run without error events does not repeat the command line", async () => {
    const stderr = "Command failed with exit code 1: /x/pulumi up --stack dev\nerror: no state";
    const result = runResult(await runWith([], new Error(`code: -2\n stdout: \n stderr: ${stderr}\n err?: x`)));
    assert.deepEqual(result.kind === "failed" ? result.failures : result, [{ resource: null, message: "no state" }]);
  });

  it("of an engine that was killed is the signal, and none of its output", async () => {
    const err = Object.assign(new Error("Command was killed with SIGKILL"), { signal: "SIGKILL", stderr: "" });
    const stdout = "  + aws:cloudwatch/metricAlarm:MetricAlarm jobs-throttles creating";
    const error = Object.assign(new Error(`code: -2\n stdout: \n stderr: ${err.message}\n${stdout}\n err?: x`), {
      commandResult: { code: -2, err },
    });
    const result = runResult(await runWith([diagnostic("error", "no queue")], error));
    assert.deepEqual(
      result.kind === "failed" ? result.failures.map(({ exit, message }) => [exit?.signal, message]) : result,
      [
        ["SIGKILL", "Pulumi was ended by SIGKILL before it finished"],
        [undefined, "no queue"],
      ],
    );
  });

  it("of an abort is not a failure", async () => {
    const result = runResult(await runWith([began("create")], new Error("exit"), AbortSignal.abort()));
    assert.deepEqual(result, { kind: "cancelled", done: [] });
  });

  it("of a preview counts unchanged resources", async () => {
    const summary = { sequence: 9, timestamp: 0, summaryEvent: { resourceChanges: { same: 41 } } } as EngineEvent;
    assert.deepEqual(previewResult(await runWith([summary])), {
      kind: "succeeded",
      changes: [],
      same: 41,
      resources: [],
      previous: [],
    });
  });
});
