import { setTimeout as sleep } from "node:timers/promises";
import { queueName } from "../../../model/catalog/queueName";
import { calling } from "../../aws/errors";
import { clientConfig } from "../../aws/target";
import type { Subject } from "../subject";
import { PASSED, type Verdict } from "../verdict";

interface AwaitedMessage {
  readonly queue: string;
  readonly text: string;
  /** Number of messages before the request. */
  readonly before: number;
}

const TIMEOUT_MS = 15_000;
const POLL_INTERVAL_MS = 500;

/**
 * Waits for a message in a queue. Only a rehearsal receives messages: on AWS that would hide them from their consumers and
 * increase their receive counts, so there it is enough that the queue has grown.
 */
export async function waitForMessage(
  subject: Subject,
  expected: AwaitedMessage,
  signal: AbortSignal,
): Promise<Verdict> {
  const deadline = Date.now() + TIMEOUT_MS;
  const hasArrived = subject.target.kind === "rehearsal" ? receiveMessage : hasGrown;
  while (!signal.aborted) {
    if (await hasArrived(subject, expected)) return PASSED;
    if (Date.now() > deadline) break;
    await sleep(POLL_INTERVAL_MS);
  }
  // When the check itself timed out, `runChecks` reports its time-out.
  const within = signal.aborted ? "in that time" : `within ${String(TIMEOUT_MS / 1_000)} s`;
  if (subject.target.kind === "rehearsal")
    return { kind: "failed", reason: `the message did not arrive in the queue ${expected.queue} ${within}` };
  return {
    kind: "inconclusive",
    reason: `the queue ${expected.queue} did not grow ${within}: the message did not arrive, or was already consumed`,
  };
}

async function open({ target, stage, release }: Subject, queue: string) {
  const sdk = await import("@aws-sdk/client-sqs");
  const client = new sdk.SQSClient(clientConfig(target));
  const QueueName = queueName(stage, release.catalog.data.queues, queue);
  const { QueueUrl } = await calling(target, `looking up the queue ${QueueName}`, () =>
    client.send(new sdk.GetQueueUrlCommand({ QueueName })),
  );
  return { sdk, client, QueueUrl };
}

/** Number of messages in a queue, visible and in flight. */
export async function messageCount(subject: Subject, queue: string): Promise<number> {
  const { sdk, client, QueueUrl } = await open(subject, queue);
  const { Attributes = {} } = await calling(subject.target, `reading the size of the queue ${queue}`, () =>
    client.send(
      new sdk.GetQueueAttributesCommand({
        QueueUrl,
        AttributeNames: ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"],
      }),
    ),
  );
  return Object.values(Attributes).reduce((sum, value) => sum + Number(value), 0);
}

async function hasGrown(subject: Subject, { queue, before }: AwaitedMessage): Promise<boolean> {
  return (await messageCount(subject, queue)) > before;
}

/** Receives messages, deletes the expected one, and makes the others visible again. */
async function receiveMessage(subject: Subject, { queue, text }: AwaitedMessage): Promise<boolean> {
  const { sdk, client, QueueUrl } = await open(subject, queue);
  const { Messages = [] } = await calling(subject.target, `reading the queue ${queue}`, () =>
    client.send(
      new sdk.ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, VisibilityTimeout: 5, WaitTimeSeconds: 1 }),
    ),
  );
  const found = Messages.find(({ Body = "" }) => Body.includes(text));
  await Promise.all(
    Messages.map(({ ReceiptHandle }, index) =>
      Messages[index] === found
        ? client.send(new sdk.DeleteMessageCommand({ QueueUrl, ReceiptHandle }))
        : client.send(new sdk.ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout: 0 })),
    ),
  );
  return found !== undefined;
}
