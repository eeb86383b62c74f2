import { strict as assert } from "node:assert";
import { engineError } from "../../../../../automation/engine/failures/engineError";
import type { EngineFailure } from "../../../../../automation/engine/failures/engineFailure";

const engineFailure = (message: string): EngineFailure => ({ resource: null, message });
const STATE = "3 of 9 changes were made, and are kept.";
const RETRY_COMMAND = "bin/deploy up dev";

describe("the error of a failed run", () => {
  const call = (answer: string): string =>
    `operation error SQS: CreateQueue, https response error StatusCode: 400, RequestID: r, ${answer}`;
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
    it(`is ${code} for "${message}"`, () => {
      assert.equal(engineError([engineFailure(message)], STATE, RETRY_COMMAND).code, code);
    });
  }

  it("contains phase, resource, message, and the state of the stage", () => {
    const failure: EngineFailure = {
      resource: { name: "queue-sync", type: "aws:sqs/queue:Queue", phase: "core" },
      message: "no",
    };
    assert.equal(
      engineError([failure], STATE, RETRY_COMMAND).what,
      `1 failure:\n  phase 2 Core infrastructure, queue-sync (aws:sqs/queue:Queue): no\n${STATE}`,
    );
  });

  it("explains each cause once, with a remedy for each", () => {
    const throttled = call("Throttling: Rate exceeded");
    const { what, remedy } = engineError(
      [throttled, throttled, call("QueueDeletedRecently: You must wait 60 seconds"), "something new"].map(
        engineFailure,
      ),
      STATE,
      RETRY_COMMAND,
    );
    assert.deepEqual(
      what.split("\n").flatMap((line) => /^([A-Z][^.]*)\. /.exec(line)?.[1] ?? []),
      ["AWS limits the rate of calls", "Queue of this name was deleted less than 60 seconds ago"],
    );
    assert.deepEqual(
      remedy.split("\n").map((line) => /#([a-z-]+)\.$/.exec(line)?.[1]),
      ["throttled", "queue-deleted-recently"],
    );
  });

  it("has the statement for each denied action, and explains a denial once", () => {
    const denied = (action: string): string =>
      call(
        `api error AccessDenied: User: arn:aws:iam::1:user/a is not authorized to perform: ${action} because no identity-based policy allows the ${action} action`,
      );
    const { what, remedy } = engineError(
      [denied("sqs:CreateQueue"), denied("sqs:TagQueue")].map(engineFailure),
      STATE,
      RETRY_COMMAND,
    );
    assert.deepEqual(
      [...remedy.matchAll(/"Action":"([^"]+)"/g)].map(([, action]) => action),
      ["sqs:CreateQueue", "sqs:TagQueue"],
    );
    assert.equal(what.split("\n").filter((line) => line.startsWith("Access denied. ")).length, 1);
  });

  it("has one command that takes over all that exists", () => {
    const conflicts = ["QueueAlreadyExists: other attributes", "EntityAlreadyExists: a role"].map(call);
    const { remedy } = engineError(conflicts.map(engineFailure), STATE, RETRY_COMMAND, ["--adopt a=b"]);
    assert.equal(remedy.match(/Take over what exists/g)?.length, 1);
  });

  it("has the options that take over what exists, added to the command", () => {
    const exists = call("QueueAlreadyExists: A queue already exists with the same name");
    assert.match(
      engineError([engineFailure(exists)], STATE, "bin/deploy up dev --adopt a=b", ["--adopt a=b", "--adopt c=d"])
        .remedy,
      /^Take over what exists: `bin\/deploy up dev --adopt a=b --adopt c=d`; /,
    );
  });

  it("contains the next command", () => {
    assert.match(
      engineError([engineFailure(call("Throttling: Rate exceeded"))], STATE, RETRY_COMMAND).remedy,
      /`bin\/deploy up dev`/,
    );
  });

  it("lists ten failures and counts the others", () => {
    const many = Array.from({ length: 12 }, (_unused, index) => engineFailure(`failure ${String(index)}`));
    const lines = engineError(many, STATE, RETRY_COMMAND).what.split("\n");
    assert.deepEqual([lines.length, lines[0], lines[11]], [13, "12 failures:", "  … and 2 more"]);
  });
});
