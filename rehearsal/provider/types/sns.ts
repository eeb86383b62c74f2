import { defineRow, type Row, TAGS_PROPERTY } from "../schema/row";
import { flag, json, number, type Shape, text } from "../schema/schema";
import { tagList, tagMap } from "../schema/tags";

const topicInputs = {
  name: text({ replaces: true }),
  displayName: text(),
  fifoTopic: flag({ default: false, replaces: true }),
  contentBasedDeduplication: flag({ default: false }),
  kmsMasterKeyId: text(),
  policy: json({ computed: true }),
  deliveryPolicy: json(),
  tags: TAGS_PROPERTY,
};

/** Property names to SNS's own, for what can be set later too. */
const TOPIC_ATTRIBUTES = {
  displayName: "DisplayName",
  kmsMasterKeyId: "KmsMasterKeyId",
  policy: "Policy",
  deliveryPolicy: "DeliveryPolicy",
} as const satisfies Partial<Record<keyof typeof topicInputs, string>>;

type TopicAttribute = keyof typeof TOPIC_ATTRIBUTES;
const topicAttributes = Object.keys(TOPIC_ATTRIBUTES) as readonly TopicAttribute[];

function attributesOf(given: Shape<typeof topicInputs>): Record<string, string> {
  const set = topicAttributes.flatMap((name) =>
    given[name] === undefined ? [] : [[TOPIC_ATTRIBUTES[name], given[name]]],
  );
  const fifo = given.fifoTopic
    ? { FifoTopic: "true", ContentBasedDeduplication: String(given.contentBasedDeduplication) }
    : {};
  return { ...(Object.fromEntries(set) as Record<string, string>), ...fifo };
}

const topic = defineRow({
  token: "aws:sns/topic:Topic",
  inputs: topicInputs,
  outputs: ["arn", "owner"],
  autoName: { property: "name", suffix: (given) => (given["fifoTopic"] === true ? ".fifo" : "") },
  async create({ sns }, given) {
    const { TopicArn = "" } = await sns.createTopic({
      Name: given.name,
      Attributes: attributesOf(given),
      Tags: tagList(given.tagsAll),
    });
    return TopicArn;
  },
  async read({ sns }, id) {
    const { Attributes = {} } = await sns.getTopicAttributes({ TopicArn: id });
    const { Tags } = await sns.listTagsForResource({ ResourceArn: id });
    return {
      ...Object.fromEntries(topicAttributes.map((name) => [name, Attributes[TOPIC_ATTRIBUTES[name]]])),
      name: id.split(":").at(-1),
      fifoTopic: Attributes["FifoTopic"] === "true",
      contentBasedDeduplication: Attributes["ContentBasedDeduplication"] === "true",
      arn: id,
      owner: Attributes["Owner"],
      tags: tagMap(Tags),
    };
  },
  async update({ sns }, { id, news, changed }) {
    for (const name of topicAttributes.filter((attribute) => changed.has(attribute))) {
      await sns.setTopicAttributes({
        TopicArn: id,
        AttributeName: TOPIC_ATTRIBUTES[name],
        AttributeValue: news[name] ?? "",
      });
    }
    if (changed.has("contentBasedDeduplication")) {
      const AttributeValue = String(news.contentBasedDeduplication);
      await sns.setTopicAttributes({ TopicArn: id, AttributeName: "ContentBasedDeduplication", AttributeValue });
    }
  },
  async retag({ sns }, { id, set, removed }) {
    if (removed.length > 0) await sns.untagResource({ ResourceArn: id, TagKeys: [...removed] });
    if (Object.keys(set).length > 0) await sns.tagResource({ ResourceArn: id, Tags: tagList(set) });
  },
  async remove({ sns }, id) {
    await sns.deleteTopic({ TopicArn: id });
  },
});

const subscriptionInputs = {
  topic: text({ required: true, replaces: true }),
  protocol: text({ required: true, replaces: true }),
  endpoint: text({ required: true, replaces: true }),
  rawMessageDelivery: flag({ default: false }),
  filterPolicy: json(),
  filterPolicyScope: text({ computed: true }),
  redrivePolicy: json(),
  confirmationTimeoutInMinutes: number({ default: 1 }),
  endpointAutoConfirms: flag({ default: false }),
};

const SUBSCRIPTION_ATTRIBUTES = {
  rawMessageDelivery: "RawMessageDelivery",
  filterPolicy: "FilterPolicy",
  filterPolicyScope: "FilterPolicyScope",
  redrivePolicy: "RedrivePolicy",
} as const;

type SubscriptionAttribute = keyof typeof SUBSCRIPTION_ATTRIBUTES;
const subscriptionAttributes = Object.keys(SUBSCRIPTION_ATTRIBUTES) as readonly SubscriptionAttribute[];

const topicSubscription = defineRow({
  token: "aws:sns/topicSubscription:TopicSubscription",
  inputs: subscriptionInputs,
  outputs: ["arn", "ownerId", "pendingConfirmation", "confirmationWasAuthenticated"],
  async create({ sns }, given) {
    const set = subscriptionAttributes.flatMap((name) =>
      given[name] === undefined ? [] : [[SUBSCRIPTION_ATTRIBUTES[name], String(given[name])]],
    );
    const { SubscriptionArn = "" } = await sns.subscribe({
      TopicArn: given.topic,
      Protocol: given.protocol,
      Endpoint: given.endpoint,
      Attributes: Object.fromEntries(set) as Record<string, string>,
      // Otherwise an unconfirmed subscription has no ARN.
      ReturnSubscriptionArn: true,
    });
    return SubscriptionArn;
  },
  async read({ sns }, id) {
    const { Attributes = {} } = await sns.getSubscriptionAttributes({ SubscriptionArn: id });
    return {
      topic: Attributes["TopicArn"],
      protocol: Attributes["Protocol"],
      endpoint: Attributes["Endpoint"],
      rawMessageDelivery: Attributes["RawMessageDelivery"] === "true",
      filterPolicy: Attributes["FilterPolicy"],
      filterPolicyScope: Attributes["FilterPolicyScope"],
      redrivePolicy: Attributes["RedrivePolicy"],
      arn: id,
      ownerId: Attributes["Owner"],
      pendingConfirmation: Attributes["PendingConfirmation"] === "true",
      confirmationWasAuthenticated: Attributes["ConfirmationWasAuthenticated"] === "true",
    };
  },
  async update({ sns }, { id, news, changed }) {
    for (const name of subscriptionAttributes.filter((attribute) => changed.has(attribute))) {
      const value = news[name];
      await sns.setSubscriptionAttributes({
        SubscriptionArn: id,
        AttributeName: SUBSCRIPTION_ATTRIBUTES[name],
        AttributeValue: value === undefined ? "{}" : String(value),
      });
    }
  },
  async remove({ sns }, id) {
    await sns.unsubscribe({ SubscriptionArn: id });
  },
});

export const snsRows: readonly Row[] = [topic, topicSubscription];
