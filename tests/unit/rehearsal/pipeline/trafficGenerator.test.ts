import { strict as assert } from "node:assert";
import { CloudWatchClient, PutMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import { GetAliasCommand, InvokeCommand, LambdaClient, type InvokeCommandInput } from "@aws-sdk/client-lambda";
import { mockClient } from "aws-sdk-client-mock";
import { DeployError } from "../../../../model/errors";
import { startTraffic, type TrafficRequest } from "../../../../rehearsal/pipeline/trafficGenerator";

const REQUEST: TrafficRequest = {
  endpoint: "http://127.0.0.1:4566",
  account: "100000000001",
  region: "us-west-2",
  calls: [{ name: "listbackup-dev-users-get", payload: {} }],
};

describe("the traffic of a rehearsal", () => {
  for (const endpoint of [
    "https://lambda.us-west-2.amazonaws.com",
    "http://192.0.2.1:4566",
    "http://localhost.example",
  ])
    it(`is refused for ${endpoint}`, () => {
      assert.throws(
        () => startTraffic({ ...REQUEST, endpoint }),
        (error: unknown) => error instanceof DeployError && error.code === "ENDPOINT_NOT_LOOPBACK",
      );
    });

  describe("to an alias with weights", () => {
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

    it("goes to both versions in proportion, and is reported as Lambda would count it", async () => {
      const traffic = startTraffic(REQUEST);
      while (mocks.lambda.commandCalls(InvokeCommand).length < 12)
        await new Promise((resolve) => setTimeout(resolve, 20));
      const [oldCalls, newCalls] = await traffic.stop();
      assert.equal(newCalls?.version, "2");
      assert.equal(newCalls.errors, newCalls.invocations);
      assert.equal(oldCalls?.errors, 0);
      assert.ok(Math.abs(oldCalls.invocations - 3 * newCalls.invocations) <= 3, JSON.stringify([oldCalls, newCalls]));
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
