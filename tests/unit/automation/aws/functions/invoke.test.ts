import { strict as assert } from "node:assert";
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { mockClient } from "aws-sdk-client-mock";
import { invoke } from "../../../../../automation/aws/functions/invoke";
import { stageOf } from "../../../../support/release";
import { useMock } from "../../../../support/mocks";

const STAGE = stageOf("dev");
const TARGET = { kind: "aws", region: STAGE.region, account: STAGE.account } as const;
const bytes = (text: string) => Buffer.from(text) as never;

describe("invoke", () => {
  const lambda = useMock(() => mockClient(LambdaClient));
  const tryIt = () => invoke(TARGET, STAGE, { id: "users/get", qualifier: "4", payload: { a: 1 }, seconds: 3 });

  it("invokes one version, and returns its response", async () => {
    lambda()
      .on(InvokeCommand)
      .resolves({ Payload: bytes('{"statusCode":200}') });
    assert.deepEqual(await tryIt(), { kind: "answered", text: '{"statusCode":200}' });
    assert.deepEqual(lambda().commandCalls(InvokeCommand)[0]?.args[0].input, {
      FunctionName: "listbackup-dev-users-get",
      Qualifier: "4",
      Payload: '{"a":1}',
    });
  });

  for (const [what, payload, reason] of [
    ["in its own words", '{"errorMessage":"no such table","errorType":"x"}', "no such table"],
    ["as plain text", "Task timed out", "Task timed out"],
    ["without secrets", '{"errorMessage":"refused password=abc"}', "refused password=[redacted]"],
    ["briefly", JSON.stringify({ errorMessage: "x".repeat(5_000) }), "x".repeat(1_000)],
  ] as const)
    it(`returns the error message, ${what}`, async () => {
      lambda()
        .on(InvokeCommand)
        .resolves({ FunctionError: "Unhandled", Payload: bytes(payload) });
      assert.deepEqual(await tryIt(), { kind: "failed", reason });
    });

  it("distinguishes a rejected invocation from a failed one, and never retries", async () => {
    lambda()
      .on(InvokeCommand)
      .rejects(Object.assign(new Error("Rate exceeded"), { name: "TooManyRequestsException" }));
    const result = await tryIt();
    assert.equal(result.kind, "refused");
    assert.equal(lambda().commandCalls(InvokeCommand).length, 1);
  });
});
