import { setTimeout as sleep } from "node:timers/promises";
import { queueName } from "../../../model/catalog/queueName";
import { calling } from "../../aws/errors";
import { clientConfig } from "../../aws/target";
import type { Subject } from "../subject";
import { PASSED, type Verdict } from "../verdict";

interface AwaitedMessage {
  readonly queue: string;
  readonly text: string;
  /** How many messages there were before. */
  readonly before: number;
}

/** How long a message may take on its way. ms */
const LIMIT = 15_000;
const PAUSE = 500;

/**
 * Looks for a message in a queue. Only a rehearsal reads it: on AWS that would take work from those who do it, and bring
 * every message nearer to the dead letters, so there a queue that has grown is taken for an answer.
 */
export async function messageSeen(subject: Subject, wanted: AwaitedMessage, signal: AbortSignal): Promise<Verdict> {
  const until = Date.now() + LIMIT;
  const isThere = subject.target.kind === "rehearsal" ? readFor : grown;
  while (!signal.aborted) {
    if (await isThere(subject, wanted)) return PASSED;
    if (Date.now() > until) break;
    await sleep(PAUSE);
  }
  // Where the check's own time was up before, `runChecks` says how long that was.
  const within = signal.aborted ? "in that time" : `within ${String(LIMIT / 1_000)} s`;
  if (subject.target.kind === "rehearsal")
    return { kind: "failed", reason: `the message did not come to the queue ${wanted.queue} ${within}` };
  return {
    kind: "inconclusive",
    reason: `the queue ${wanted.queue} did not grow ${within}: the message did not come, or was worked on already`,
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

/** Messages in a queue, in flight and waiting. */
export async function messagesIn(subject: Subject, queue: string): Promise<number> {
  const { sdk, client, QueueUrl } = await open(subject, queue);
  const { Attributes = {} } = await calling(subject.target, `looking at the queue ${queue}`, () =>
    client.send(
      new sdk.GetQueueAttributesCommand({
        QueueUrl,
        AttributeNames: ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"],
      }),
    ),
  );
  return Object.values(Attributes).reduce((sum, value) => sum + Number(value), 0);
}

async function grown(subject: Subject, { queue, before }: AwaitedMessage): Promise<boolean> {
  return (await messagesIn(subject, queue)) > before;
}

/** Reads what is there, deletes the one that is looked for, and gives the others back. */
async function readFor(subject: Subject, { queue, text }: AwaitedMessage): Promise<boolean> {
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
