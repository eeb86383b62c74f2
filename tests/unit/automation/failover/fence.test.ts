import { strict as assert } from "node:assert";
import {
  DeleteFunctionConcurrencyCommand,
  GetFunctionConcurrencyCommand,
  LambdaClient,
  ListEventSourceMappingsCommand,
  ListFunctionsCommand,
  PutFunctionConcurrencyCommand,
  ResourceNotFoundException,
  UpdateEventSourceMappingCommand,
} from "@aws-sdk/client-lambda";
import { mockClient } from "aws-sdk-client-mock";
import { applyFence, planFence, removeFence } from "../../../../automation/failover/fence";
import type { Fence } from "../../../../model/failover/record";
import { stageOf } from "../../../support/release";
import { useMock } from "../../../support/mocks";

const STAGE = stageOf("production");
const TARGET = { kind: "aws", region: STAGE.region, account: STAGE.account } as const;
const ARN = "arn:aws:lambda:us-west-2:100000000003:function:";
const FENCE: Fence = {
  functions: [
    { name: "listbackup-prod-jobs-run", reserved: 5 },
    { name: "listbackup-prod-users-list", reserved: null },
  ],
  mappings: ["queue"],
};

describe("the fence of a stage", () => {
  const lambda = useMock(() => mockClient(LambdaClient));

  it("is planned from its own functions and enabled event sources", async () => {
    lambda()
      .on(ListFunctionsCommand)
      .resolves({
        Functions: ["listbackup-prod-users-list", "listbackup-dr-users-list", "listbackup-prod-jobs-run"].map(
          (FunctionName) => ({ FunctionName }),
        ),
      });
    lambda().on(GetFunctionConcurrencyCommand).resolves({});
    lambda()
      .on(GetFunctionConcurrencyCommand, { FunctionName: "listbackup-prod-jobs-run" })
      .resolves({ ReservedConcurrentExecutions: 5 });
    lambda()
      .on(ListEventSourceMappingsCommand)
      .resolves({
        EventSourceMappings: [
          { UUID: "queue", State: "Enabled", FunctionArn: `${ARN}listbackup-prod-jobs-run:live` },
          { UUID: "off", State: "Disabled", FunctionArn: `${ARN}listbackup-prod-jobs-run:live` },
          { UUID: "other", State: "Enabled", FunctionArn: `${ARN}listbackup-dr-jobs-run:live` },
        ],
      });
    assert.deepEqual(await planFence(TARGET, STAGE), FENCE);
  });

  it("stops the event sources before the functions", async () => {
    await applyFence(TARGET, FENCE);
    assert.deepEqual(
      lambda()
        .calls()
        .map(({ args: [{ input }] }) => input as unknown),
      [
        { UUID: "queue", Enabled: false },
        { FunctionName: "listbackup-prod-jobs-run", ReservedConcurrentExecutions: 0 },
        { FunctionName: "listbackup-prod-users-list", ReservedConcurrentExecutions: 0 },
      ],
    );
  });

  it("restores each setting when it is removed", async () => {
    await removeFence(TARGET, FENCE);
    assert.deepEqual(
      [
        lambda()
          .commandCalls(PutFunctionConcurrencyCommand)
          .map(({ args: [{ input }] }) => input),
        lambda()
          .commandCalls(DeleteFunctionConcurrencyCommand)
          .map(({ args: [{ input }] }) => input),
        lambda()
          .commandCalls(UpdateEventSourceMappingCommand)
          .map(({ args: [{ input }] }) => input),
      ],
      [
        [{ FunctionName: "listbackup-prod-jobs-run", ReservedConcurrentExecutions: 5 }],
        [{ FunctionName: "listbackup-prod-users-list" }],
        [{ UUID: "queue", Enabled: true }],
      ],
    );
  });

  it("is removed although a function was deleted meanwhile", async () => {
    const missing = new ResourceNotFoundException({ message: "gone", $metadata: {} });
    lambda().on(DeleteFunctionConcurrencyCommand).rejects(missing);
    await removeFence(TARGET, FENCE);
    assert.equal(lambda().commandCalls(UpdateEventSourceMappingCommand).length, 1);
  });
});
