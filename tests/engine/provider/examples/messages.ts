import type { Example } from "./example";

const identity = { emailIdentity: "example.com" };

const queuePolicy = (rule: string): string =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "EventRules",
        Effect: "Allow",
        Principal: { Service: "events.amazonaws.com" },
        Action: "sqs:SendMessage",
        Resource: "arn:aws:sqs:us-west-2:200000000001:example-sent-to",
        Condition: { ArnEquals: { "aws:SourceArn": [`arn:aws:events:us-west-2:200000000001:rule/main/${rule}`] } },
      },
    ],
  });

export const messageExamples: readonly Example[] = [
  {
    token: "aws:sqs/queue:Queue",
    needs: async ({ sqs }) => {
      const { QueueUrl } = await sqs.createQueue({ QueueName: "example-dlq.fifo", Attributes: { FifoQueue: "true" } });
      const { Attributes } = await sqs.getQueueAttributes({ QueueUrl, AttributeNames: ["QueueArn"] });
      return { deadLetterQueue: Attributes?.["QueueArn"] ?? "" };
    },
    inputs: ({ deadLetterQueue = "" }) => ({
      name: "example-queue.fifo",
      fifoQueue: true,
      contentBasedDeduplication: true,
      visibilityTimeoutSeconds: 60,
      messageRetentionSeconds: 1_209_600,
      receiveWaitTimeSeconds: 20,
      sqsManagedSseEnabled: true,
      redrivePolicy: JSON.stringify({ deadLetterTargetArn: deadLetterQueue, maxReceiveCount: 3 }),
      tags: { part: "queue" },
    }),
    update: () => ({
      name: "example-queue.fifo",
      fifoQueue: true,
      contentBasedDeduplication: false,
      visibilityTimeoutSeconds: 90,
      messageRetentionSeconds: 1_209_600,
      kmsMasterKeyId: "alias/aws/sqs",
    }),
    replace: { name: "example-other.fifo" },
    drift: {
      change: ({ sqs }, id) => sqs.setQueueAttributes({ QueueUrl: id, Attributes: { VisibilityTimeout: "33" } }),
      shows: ["visibilityTimeoutSeconds"],
    },
  },
  {
    token: "aws:sns/topic:Topic",
    inputs: () => ({ name: "example-topic", displayName: "Example", tags: { part: "topic" } }),
    update: () => ({ name: "example-topic", displayName: "Changed" }),
    replace: { name: "example-other-topic" },
    drift: {
      change: ({ sns }, id) =>
        sns.setTopicAttributes({ TopicArn: id, AttributeName: "DisplayName", AttributeValue: "By hand" }),
      shows: ["displayName"],
    },
  },
  {
    token: "aws:sns/topicSubscription:TopicSubscription",
    needs: async ({ sns, sqs }) => {
      const { TopicArn = "" } = await sns.createTopic({ Name: "example-subscribed" });
      const { QueueUrl } = await sqs.createQueue({ QueueName: "example-subscriber" });
      const { Attributes } = await sqs.getQueueAttributes({ QueueUrl, AttributeNames: ["QueueArn"] });
      return { topic: TopicArn, queue: Attributes?.["QueueArn"] ?? "" };
    },
    inputs: ({ topic = "", queue = "" }) => ({ topic, protocol: "sqs", endpoint: queue, rawMessageDelivery: true }),
    update: ({ topic = "", queue = "" }) => ({
      topic,
      protocol: "sqs",
      endpoint: queue,
      filterPolicy: JSON.stringify({ kind: ["a", "b"] }),
    }),
    replace: { protocol: "lambda" },
  },
  {
    token: "aws:sesv2/emailIdentity:EmailIdentity",
    inputs: () => ({ ...identity, tags: { part: "mail" } }),
    update: () => ({ ...identity, tags: { part: "other" } }),
    replace: { emailIdentity: "example.org" },
  },
  {
    token: "aws:sesv2/configurationSet:ConfigurationSet",
    inputs: () => ({
      configurationSetName: "example-set",
      sendingOptions: { sendingEnabled: true },
      reputationOptions: { reputationMetricsEnabled: true },
      suppressionOptions: { suppressedReasons: ["BOUNCE", "COMPLAINT"] },
      deliveryOptions: { tlsPolicy: "REQUIRE" },
    }),
    update: () => ({
      configurationSetName: "example-set",
      sendingOptions: { sendingEnabled: false },
      reputationOptions: { reputationMetricsEnabled: false },
      suppressionOptions: { suppressedReasons: ["BOUNCE"] },
      deliveryOptions: { tlsPolicy: "OPTIONAL" },
    }),
    replace: { configurationSetName: "example-other-set" },
  },
  {
    token: "aws:sesv2/configurationSetEventDestination:ConfigurationSetEventDestination",
    needs: async ({ ses, sns }) => {
      await ses.createConfigurationSet({ ConfigurationSetName: "example-watched" });
      const { TopicArn = "" } = await sns.createTopic({ Name: "example-bounces" });
      return { topic: TopicArn };
    },
    inputs: ({ topic = "" }) => ({
      configurationSetName: "example-watched",
      eventDestinationName: "bounces",
      eventDestination: { enabled: true, matchingEventTypes: ["BOUNCE"], snsDestination: { topicArn: topic } },
    }),
    update: ({ topic = "" }) => ({
      configurationSetName: "example-watched",
      eventDestinationName: "bounces",
      eventDestination: { matchingEventTypes: ["COMPLAINT", "BOUNCE"], snsDestination: { topicArn: topic } },
    }),
    replace: { eventDestinationName: "others" },
  },
  {
    token: "aws:ses/template:Template",
    inputs: () => ({ name: "example-template", subject: "Hello {{name}}", html: "<p>Hello</p>", text: "Hello" }),
    update: () => ({ name: "example-template", subject: "Goodbye {{name}}", text: "Bye" }),
    replace: { name: "example-other-template" },
  },
  {
    token: "aws:cloudwatch/eventBus:EventBus",
    inputs: () => ({ name: "example-bus", description: "First", tags: { part: "events" } }),
    update: () => ({ name: "example-bus", description: "Second" }),
    replace: { name: "example-other-bus" },
  },
  {
    token: "aws:cloudwatch/eventRule:EventRule",
    needs: async ({ events }) => {
      await events.createEventBus({ Name: "example-rule-bus" });
      return {};
    },
    inputs: () => ({
      name: "example-rule",
      eventBusName: "example-rule-bus",
      eventPattern: JSON.stringify({ source: ["listbackup.jobs"] }),
      description: "First",
      tags: { part: "events" },
    }),
    update: () => ({
      name: "example-rule",
      eventBusName: "example-rule-bus",
      eventPattern: JSON.stringify({ source: ["listbackup.jobs", "listbackup.sources"] }),
      state: "DISABLED",
    }),
    replace: { eventBusName: "default" },
    drift: {
      change: ({ events }) => events.enableRule({ Name: "example-rule", EventBusName: "example-rule-bus" }),
      shows: ["state"],
    },
  },
  {
    token: "aws:cloudwatch/eventTarget:EventTarget",
    needs: async ({ events, sqs }) => {
      await events.putRule({ Name: "example-target-rule", EventPattern: JSON.stringify({ source: ["x"] }) });
      const { QueueUrl } = await sqs.createQueue({ QueueName: "example-target" });
      const { Attributes } = await sqs.getQueueAttributes({ QueueUrl, AttributeNames: ["QueueArn"] });
      return { queue: Attributes?.["QueueArn"] ?? "" };
    },
    inputs: ({ queue = "" }) => ({
      rule: "example-target-rule",
      targetId: "queue",
      arn: queue,
      retryPolicy: { maximumEventAgeInSeconds: 3_600, maximumRetryAttempts: 4 },
    }),
    update: ({ queue = "" }) => ({
      rule: "example-target-rule",
      targetId: "queue",
      arn: queue,
      inputPath: "$.detail",
      deadLetterConfig: { arn: queue },
    }),
    replace: { targetId: "other" },
    importId: () => "example-target-rule/queue",
  },
  {
    token: "aws:sqs/queuePolicy:QueuePolicy",
    needs: async ({ sqs }) => {
      const { QueueUrl } = await sqs.createQueue({ QueueName: "example-sent-to" });
      return { queue: QueueUrl ?? "" };
    },
    inputs: ({ queue = "" }) => ({ queueUrl: queue, policy: queuePolicy("one") }),
    update: ({ queue = "" }) => ({ queueUrl: queue, policy: queuePolicy("two") }),
    replace: { queueUrl: "http://localhost/123456789012/other" },
    drift: {
      change: ({ sqs }, id) => sqs.setQueueAttributes({ QueueUrl: id, Attributes: { Policy: queuePolicy("by-hand") } }),
      shows: ["policy"],
    },
  },
  {
    token: "aws:scheduler/schedule:Schedule",
    inputs: () => ({
      name: "example-schedule",
      groupName: "default",
      scheduleExpression: "cron(0 3 * * ? *)",
      scheduleExpressionTimezone: "Europe/Berlin",
      state: "DISABLED",
      flexibleTimeWindow: { mode: "OFF" },
      target: {
        arn: "arn:aws:lambda:us-west-2:200000000001:function:example:live",
        roleArn: "arn:aws:iam::200000000001:role/scheduler",
        input: JSON.stringify({ task: "clean-up" }),
        retryPolicy: { maximumEventAgeInSeconds: 3_600, maximumRetryAttempts: 2 },
        deadLetterConfig: { arn: "arn:aws:sqs:us-west-2:200000000001:failed" },
      },
    }),
    update: () => ({
      name: "example-schedule",
      groupName: "default",
      scheduleExpression: "rate(5 minutes)",
      flexibleTimeWindow: { mode: "OFF" },
      target: {
        arn: "arn:aws:lambda:us-west-2:200000000001:function:other:live",
        roleArn: "arn:aws:iam::200000000001:role/scheduler",
      },
    }),
    replace: { name: "example-other-schedule" },
    drift: {
      change: ({ scheduler }, id) =>
        scheduler.updateSchedule({
          Name: id.split("/")[1],
          ScheduleExpression: "rate(1 hour)",
          FlexibleTimeWindow: { Mode: "OFF" },
          Target: {
            Arn: "arn:aws:lambda:us-west-2:200000000001:function:other:live",
            RoleArn: "arn:aws:iam::200000000001:role/scheduler",
          },
        }),
      shows: ["scheduleExpression"],
    },
  },
];
