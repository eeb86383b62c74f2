import { strict as assert } from "node:assert";
import { queuePair } from "../../../../components/data/queue";
import { queueSchema } from "../../../../model/catalog/schema/catalog";
import { stageOf } from "../../../support/release";
import { named, resourcesOf, type Registered } from "../mocks";

const WORK = { purpose: "Work", visibilityTimeout: 300, retention: 600, receiveWait: 20, maxReceives: 3 };

function pair(more: object = {}): Promise<readonly Registered[]> {
  const spec = queueSchema.parse({ ...WORK, ...more });
  return resourcesOf((parent) => queuePair(stageOf("dev"), "sync", spec, parent));
}

describe("a queue", () => {
  it("is FIFO, encrypted, and gives up on a message after so many receipts", async () => {
    assert.deepEqual(named(await pair(), "queue-sync").inputs, {
      name: "listbackup-dev-sync.fifo",
      fifoQueue: true,
      contentBasedDeduplication: true,
      sqsManagedSseEnabled: true,
      messageRetentionSeconds: 600,
      visibilityTimeoutSeconds: 300,
      receiveWaitTimeSeconds: 20,
      redrivePolicy: JSON.stringify({
        deadLetterTargetArn: "arn:aws:sqs:us-west-2:100000000001:listbackup-dev-sync-dlq.fifo",
        maxReceiveCount: 3,
      }),
    });
  });

  it("has a dead-letter queue that keeps messages as long and redrives nowhere", async () => {
    assert.deepEqual(named(await pair(), "queue-sync-dlq").inputs, {
      name: "listbackup-dev-sync-dlq.fifo",
      fifoQueue: true,
      contentBasedDeduplication: true,
      sqsManagedSseEnabled: true,
      messageRetentionSeconds: 600,
    });
  });

  it("is without order and suffix where it is standard, and so is its dead-letter queue", async () => {
    const made = await pair({ type: "standard" });
    assert.deepEqual(
      made.map(({ inputs }) => [inputs["name"], inputs["fifoQueue"], inputs["contentBasedDeduplication"]]),
      [
        ["listbackup-dev-sync-dlq", undefined, undefined],
        ["listbackup-dev-sync", undefined, undefined],
      ],
    );
    assert.match(String(named(made, "queue-sync").inputs["redrivePolicy"]), /listbackup-dev-sync-dlq"/);
  });

  it("waits for its dead-letter queue", async () => {
    assert.deepEqual(named(await pair(), "queue-sync").after, ["queue-sync-dlq"]);
  });

  it("has on production the same two queues under production's names", async () => {
    const spec = queueSchema.parse(WORK);
    const made = await resourcesOf((parent) => queuePair(stageOf("production"), "sync", spec, parent));
    const dev = JSON.stringify((await pair()).map(({ inputs }) => inputs));
    assert.equal(
      JSON.stringify(made.map(({ inputs }) => inputs)),
      dev.replaceAll("listbackup-dev-", "listbackup-prod-").replaceAll("100000000001", "100000000003"),
    );
  });
});
