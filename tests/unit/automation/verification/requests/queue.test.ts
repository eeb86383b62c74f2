import { strict as assert } from "node:assert";
import { GetQueueAttributesCommand, GetQueueUrlCommand, SQSClient } from "@aws-sdk/client-sqs";
import { mockClient } from "aws-sdk-client-mock";
import { waitForMessage } from "../../../../../automation/verification/requests/queue";
import type { Subject } from "../../../../../automation/verification/subject";
import { errorVerdict, type Verdict } from "../../../../../automation/verification/verdict";
import { releaseOf, smallCatalog, stageOf } from "../../../../support/release";
import { useMock } from "../../../../support/mocks";

const STAGE = stageOf("production");

describe("waitForMessage on AWS", () => {
  const sqs = useMock(() => mockClient(SQSClient));
  beforeEach(() => {
    sqs().on(GetQueueUrlCommand).resolves({ QueueUrl: "https://sqs.example.com/q" });
  });

  function look(): Promise<Verdict> {
    const release = releaseOf(smallCatalog());
    const [queue = ""] = Object.keys(release.catalog.data.queues);
    const target = { kind: "aws", region: STAGE.region, account: STAGE.account } as const;
    const subject = { target, stage: STAGE, release } as unknown as Subject;
    const stop = AbortSignal.timeout(20);
    return waitForMessage(subject, { queue, text: "x", before: 2 }, stop).catch(errorVerdict);
  }

  it("passes where the queue has grown", async () => {
    sqs()
      .on(GetQueueAttributesCommand)
      .resolves({ Attributes: { ApproximateNumberOfMessages: "3" } });
    assert.deepEqual(await look(), { kind: "passed" });
  });

  it("is inconclusive where the queue has not grown", async () => {
    sqs()
      .on(GetQueueAttributesCommand)
      .resolves({ Attributes: { ApproximateNumberOfMessages: "2" } });
    const verdict = await look();
    assert.match(verdict.kind === "inconclusive" ? verdict.reason : "", /^the queue \S+ did not grow in that time: /);
  });

  it("fails where AWS returns an error", async () => {
    sqs().on(GetQueueAttributesCommand).rejects(new Error("no permission"));
    assert.equal((await look()).kind, "failed");
  });
});
