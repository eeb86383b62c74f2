import { strict as assert } from "node:assert";
import { GetQueueUrlCommand, SQSClient } from "@aws-sdk/client-sqs";
import { mockClient } from "aws-sdk-client-mock";
import { adoptableResources } from "../../../../../automation/engine/adoption/adoptHint";
import type { EngineFailure } from "../../../../../automation/engine/failures/engineFailure";
import type { AwsTarget } from "../../../../../automation/aws/target";

const TARGET: AwsTarget = { kind: "aws", region: "us-west-2", account: "100000000001" };
const URL = "https://sqs.us-west-2.amazonaws.com/100000000001/listbackup-dev-sync.fifo";

const failure = (
  type: string,
  inputs: Readonly<Record<string, unknown>> | undefined,
  answer: string,
): EngineFailure => ({
  resource: { name: "resource-a", type, phase: null, ...(inputs === undefined ? {} : { inputs }) },
  message: `creating X: operation error SQS: Create, https response error StatusCode: 400, RequestID: r, ${answer}`,
});
const EXISTS = "EntityAlreadyExists: it already exists";

describe("the resources that a failed run could take over", () => {
  const sqs = mockClient(SQSClient);
  beforeEach(() => sqs.reset());
  after(() => {
    sqs.restore();
  });

  it("have the id that follows from their inputs", async () => {
    assert.deepEqual(
      await adoptableResources(TARGET, [failure("aws:iam/role:Role", { name: "listbackup-dev-users" }, EXISTS)]),
      [{ name: "resource-a", id: "listbackup-dev-users" }],
    );
  });

  it("have the id that AWS assigned: a queue's URL", async () => {
    sqs.on(GetQueueUrlCommand).resolves({ QueueUrl: URL });
    assert.deepEqual(
      await adoptableResources(TARGET, [
        failure("aws:sqs/queue:Queue", { name: "listbackup-dev-sync.fifo" }, "QueueAlreadyExists: other attributes"),
      ]),
      [{ name: "resource-a", id: URL }],
    );
  });

  it("are none where AWS does not say the id", async () => {
    sqs.on(GetQueueUrlCommand).rejects(new Error("denied"));
    assert.deepEqual(
      await adoptableResources(TARGET, [
        failure("aws:sqs/queue:Queue", { name: "listbackup-dev-sync.fifo" }, "QueueAlreadyExists: other attributes"),
      ]),
      [],
    );
  });

  it("are none of another error, and none without inputs", async () => {
    assert.deepEqual(
      await adoptableResources(TARGET, [
        failure("aws:iam/role:Role", { name: "a" }, "Throttling: Rate exceeded"),
        failure("aws:iam/role:Role", undefined, EXISTS),
      ]),
      [],
    );
  });
});
