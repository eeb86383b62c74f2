import type { QueueAttributeName } from "@aws-sdk/client-sqs";
import { until } from "../aws/aws";
import { onceKnown } from "../aws/consistency";
import { rangeOf } from "../schema/limits";
import { defineRow, type Row, TAGS_PROPERTY } from "../schema/row";
import { flag, json, number, type Shape, text } from "../schema/schema";

const inputs = {
  name: text({ replaces: true }),
  fifoQueue: flag({ default: false, replaces: true }),
  contentBasedDeduplication: flag({ default: false }),
  deduplicationScope: text({ computed: true }),
  fifoThroughputLimit: text({ computed: true }),
  delaySeconds: number({ default: 0, range: [0, 900] }),
  visibilityTimeoutSeconds: number({ default: 30, range: rangeOf("queueVisibilityTimeout") }),
  messageRetentionSeconds: number({ default: 345_600, range: rangeOf("queueRetention") }),
  receiveWaitTimeSeconds: number({ default: 0, range: rangeOf("queueReceiveWait") }),
  maxMessageSize: number({ computed: true }),
  redrivePolicy: json({ computed: true }),
  redriveAllowPolicy: json({ computed: true }),
  // Another resource may set it, as in the official provider.
  policy: json({ computed: true }),
  kmsMasterKeyId: text(),
  kmsDataKeyReusePeriodSeconds: number({ computed: true }),
  sqsManagedSseEnabled: flag({ computed: true }),
  tags: TAGS_PROPERTY,
};

type Inputs = Shape<typeof inputs>;

/** Property names to the names that SQS has for them. */
const ATTRIBUTES = {
  fifoQueue: "FifoQueue",
  contentBasedDeduplication: "ContentBasedDeduplication",
  deduplicationScope: "DeduplicationScope",
  fifoThroughputLimit: "FifoThroughputLimit",
  delaySeconds: "DelaySeconds",
  visibilityTimeoutSeconds: "VisibilityTimeout",
  messageRetentionSeconds: "MessageRetentionPeriod",
  receiveWaitTimeSeconds: "ReceiveMessageWaitTimeSeconds",
  maxMessageSize: "MaximumMessageSize",
  redrivePolicy: "RedrivePolicy",
  redriveAllowPolicy: "RedriveAllowPolicy",
  policy: "Policy",
  kmsMasterKeyId: "KmsMasterKeyId",
  kmsDataKeyReusePeriodSeconds: "KmsDataKeyReusePeriodSeconds",
  sqsManagedSseEnabled: "SqsManagedSseEnabled",
} as const satisfies Partial<Record<keyof Inputs, QueueAttributeName>>;

type Attribute = keyof typeof ATTRIBUTES;
const FIFO_ONLY: readonly Attribute[] = ["fifoQueue", "contentBasedDeduplication"];
const NUMBERS: readonly Attribute[] = [
  "delaySeconds",
  "visibilityTimeoutSeconds",
  "messageRetentionSeconds",
  "receiveWaitTimeSeconds",
  "maxMessageSize",
  "kmsDataKeyReusePeriodSeconds",
];
const FLAGS: readonly Attribute[] = ["fifoQueue", "contentBasedDeduplication", "sqsManagedSseEnabled"];
const names = Object.keys(ATTRIBUTES) as readonly Attribute[];

function toAttributes(given: Inputs, wanted: readonly Attribute[]): Record<string, string> {
  const entries = wanted.flatMap((name) => {
    const value = given[name];
    if (value === undefined || (FIFO_ONLY.includes(name) && !given.fifoQueue)) return [];
    return [[ATTRIBUTES[name], String(value)] as const];
  });
  return Object.fromEntries(entries);
}

function fromAttribute(name: Attribute, value: string | undefined): unknown {
  if (FLAGS.includes(name)) return value === "true";
  if (value === undefined) return undefined;
  return NUMBERS.includes(name) ? Number(value) : value;
}

/** A name is taken for a minute after its queue was deleted: the AWS provider waits. */
const isDeletedRecently = (error: unknown): boolean =>
  error instanceof Error && error.name.endsWith("QueueDeletedRecently");

const queue = defineRow({
  token: "aws:sqs/queue:Queue",
  inputs,
  outputs: ["arn", "url"],
  autoName: { property: "name", suffix: (given) => (given["fifoQueue"] === true ? ".fifo" : "") },
  async create({ sqs }, given) {
    const QueueName = given.name ?? "";
    const { QueueUrl = "" } = await onceKnown(isDeletedRecently, () =>
      sqs.createQueue({ QueueName, Attributes: toAttributes(given, names), tags: given.tagsAll }),
    );
    return QueueUrl;
  },
  async read({ sqs }, id) {
    const { Attributes = {} } = await sqs.getQueueAttributes({ QueueUrl: id, AttributeNames: ["All"] });
    const { Tags } = await sqs.listQueueTags({ QueueUrl: id });
    return {
      ...Object.fromEntries(names.map((name) => [name, fromAttribute(name, Attributes[ATTRIBUTES[name]])])),
      name: Attributes["QueueArn"]?.split(":").at(-1),
      arn: Attributes["QueueArn"],
      url: id,
      tags: Tags ?? {},
    };
  },
  async update({ sqs }, { id, news, changed }) {
    const wanted = names.filter((name) => changed.has(name));
    if (wanted.length === 0) return;
    // An empty text takes a policy or a key away.
    const cleared = wanted.filter((name) => news[name] === undefined).map((name) => [ATTRIBUTES[name], ""]);
    const Attributes = { ...toAttributes(news, wanted), ...(Object.fromEntries(cleared) as Record<string, string>) };
    await sqs.setQueueAttributes({ QueueUrl: id, Attributes });
  },
  async retag({ sqs }, { id, set, removed }) {
    if (removed.length > 0) await sqs.untagQueue({ QueueUrl: id, TagKeys: [...removed] });
    if (Object.keys(set).length > 0) await sqs.tagQueue({ QueueUrl: id, Tags: set });
  },
  async remove({ sqs }, id) {
    await sqs.deleteQueue({ QueueUrl: id });
    await until(async () => {
      try {
        await sqs.getQueueAttributes({ QueueUrl: id, AttributeNames: ["QueueArn"] });
        return false;
      } catch {
        return true;
      }
    });
  },
  validate: ({ name, fifoQueue }) =>
    fifoQueue !== (name ?? "").endsWith(".fifo")
      ? [`a FIFO queue's name, and no other, ends with .fifo: "${name ?? ""}"`]
      : [],
});

/** A queue's policy as a resource of its own. */
const queuePolicy = defineRow({
  token: "aws:sqs/queuePolicy:QueuePolicy",
  inputs: { queueUrl: text({ required: true, replaces: true }), policy: json({ required: true }) },
  outputs: [],
  async create({ sqs }, { queueUrl, policy }) {
    await sqs.setQueueAttributes({ QueueUrl: queueUrl, Attributes: { Policy: policy } });
    return queueUrl;
  },
  async read({ sqs }, id) {
    const { Attributes } = await sqs.getQueueAttributes({ QueueUrl: id, AttributeNames: ["Policy"] });
    const policy = Attributes?.Policy ?? "";
    return policy === "" ? undefined : { queueUrl: id, policy };
  },
  async update({ sqs }, { id, news }) {
    await sqs.setQueueAttributes({ QueueUrl: id, Attributes: { Policy: news.policy } });
  },
  async remove({ sqs }, id) {
    await sqs.setQueueAttributes({ QueueUrl: id, Attributes: { Policy: "" } });
  },
});

export const sqsRows: readonly Row[] = [queue, queuePolicy];
