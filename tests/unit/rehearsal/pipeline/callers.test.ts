import { strict as assert } from "node:assert";
import { CloudWatchClient, PutMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import { GetAliasCommand, InvokeCommand, LambdaClient, type InvokeCommandInput } from "@aws-sdk/client-lambda";
import { mockClient } from "aws-sdk-client-mock";
import { DeployError } from "../../../../model/errors";
import { startCallers, type CallersRequest } from "../../../../rehearsal/pipeline/callers";

const REQUEST: CallersRequest = {
  endpoint: "http://127.0.0.1:4566",
  account: "100000000001",
  region: "us-west-2",
  calls: [{ name: "listbackup-dev-users-get", payload: {} }],
};

describe("callers of a rehearsal", () => {
  for (const endpoint of [
    "https://lambda.us-west-2.amazonaws.com",
    "http://192.0.2.1:4566",
    "http://localhost.example",
  ])
    it(`call nobody at ${endpoint}`, () => {
      assert.throws(
        () => startCallers({ ...REQUEST, endpoint }),
        (error: unknown) => error instanceof DeployError && error.code === "ENDPOINT_NOT_LOOPBACK",
      );
    });

  describe("of an alias with weights", () => {
    const mockBoth = () => ({ lambda: mockClient(LambdaClient), cloudwatch: mockClient(CloudWatchClient) });
    let mocks: ReturnType<typeof mockBoth>;
    before(() => {
      mocks = mockBoth();
      mocks.lambda
        .on(GetAliasCommand)
        .resolves({ FunctionVersion: "1", RoutingConfig: { AdditionalVersionWeights: { "2": 0.25 } } })
        .on(InvokeCommand)
        .callsFake(({ Qualifier }: InvokeCommandInput) => (Qualifier === "2" ? { FunctionError: "Unhandled" } : {}));
      mocks.cloudwatch.on(PutMetricDataCommand).resolves({});
    });
    after(() => {
      mocks.lambda.restore();
      mocks.cloudwatch.restore();
    });

    it("call both versions in their proportion, and report what Lambda would have counted", async () => {
      const callers = startCallers(REQUEST);
      while (mocks.lambda.commandCalls(InvokeCommand).length < 12)
        await new Promise((resolve) => setTimeout(resolve, 20));
      const [old, fresh] = await callers.stop();
      assert.equal(fresh?.version, "2");
      assert.equal(fresh.errors, fresh.invocations);
      assert.equal(old?.errors, 0);
      assert.ok(Math.abs(old.invocations - 3 * fresh.invocations) <= 3, JSON.stringify([old, fresh]));
      const reported = mocks.cloudwatch
        .commandCalls(PutMetricDataCommand)
        .flatMap(({ args: [{ input }] }) => input.MetricData ?? []);
      const failed = reported.filter(
        ({ MetricName, Dimensions = [] }) =>
          MetricName === "Errors" &&
          Dimensions.some(({ Name, Value }) => Name === "ExecutedVersion" && Value === "2") &&
          Dimensions.some(({ Name, Value }) => Name === "Resource" && Value === "listbackup-dev-users-get:live"),
      );
      assert.ok(failed.some(({ Value = 0 }) => Value > 0));
    });
  });
});
