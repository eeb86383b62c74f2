import { strict as assert } from "node:assert";
import { engineError } from "../../../../../automation/engine/failures/engineError";
import type { EngineFailure } from "../../../../../automation/engine/failures/engineFailure";

const said = (message: string): EngineFailure => ({ resource: null, message });
const STATE = "3 of 9 changes were made, and are kept.";
const AGAIN = "bin/deploy up dev";

describe("a failed run, as an error", () => {
  const call = (said: string): string =>
    `operation error SQS: CreateQueue, https response error StatusCode: 400, RequestID: r, ${said}`;
  const sendFailed = (url: string): string =>
    `operation error SQS: CreateQueue, https response error StatusCode: 0, RequestID: , request send failed, Post "${url}": EOF`;
  const cases: readonly (readonly [message: string, code: string])[] = [
    [sendFailed("http://127.0.0.1:4570/"), "EMULATOR_NOT_RUNNING"],
    [sendFailed("https://sqs.us-west-2.amazonaws.com/"), "ENGINE"],
    [call("ExpiredTokenException: The security token included in the request is expired"), "IDENTITY_UNKNOWN"],
    ["the stack is currently locked by 1 lock(s)", "LEASE_HELD"],
    ["write /s/dev.json: no space left on device", "DISK"],
    ["incorrect passphrase", "STATE_UNREADABLE"],
    [call("api error AccessDenied: not authorized to perform sqs:CreateQueue"), "ENGINE"],
    ["something new", "ENGINE"],
  ];
  for (const [message, code] of cases) {
    it(`takes "${message}" for ${code}`, () => {
      assert.equal(engineError([said(message)], STATE, AGAIN).code, code);
    });
  }

  it("says which resource of which phase, what was said, and the state it left", () => {
    const failure: EngineFailure = {
      resource: { name: "queue-sync", type: "aws:sqs/queue:Queue", phase: "core" },
      message: "no",
    };
    assert.equal(
      engineError([failure], STATE, AGAIN).what,
      `1 failure:\n  phase 2 Core infrastructure, queue-sync (aws:sqs/queue:Queue): no\n${STATE}`,
    );
  });

  it("names the next command", () => {
    assert.match(engineError([said(call("Throttling: Rate exceeded"))], STATE, AGAIN).remedy, /`bin\/deploy up dev`/);
  });

  it("shows ten failures and counts the others", () => {
    const many = Array.from({ length: 12 }, (_unused, index) => said(`failure ${String(index)}`));
    const lines = engineError(many, STATE, AGAIN).what.split("\n");
    assert.deepEqual([lines.length, lines[0], lines[11]], [13, "12 failures:", "  … and 2 more"]);
  });
});
