import { strict as assert } from "node:assert";
import { MAIN_API } from "../../../../model/catalog/apis";
import { alarmTopic, apiAlarms, serviceAlarms } from "../../../../components/monitoring/alarms";
import { lambdaQueries } from "../../../../model/monitoring/lambdaQueries";
import { queueAlarms } from "../../../../components/monitoring/queueAlarms";
import { stageAlarm } from "../../../../components/monitoring/stageAlarm";
import { queueSchema } from "../../../../model/catalog/schema/catalog";
import { functionsOnStage } from "../../../../model/stage/functions";
import type { Stage } from "../../../../model/stage/stage";
import { releaseOf, smallCatalog, stageOf } from "../../../support/release";
import { named, resourcesOf, type Registered } from "../mocks";

const DEV = stageOf("dev");
const ON: Stage = {
  ...DEV,
  alarms: {
    kind: "on",
    emails: ["oncall@example.com"],
    errors: 5,
    throttles: 1,
    durationPercent: 90,
    api5xxPercent: 1,
    apiLatencyMs: 2000,
  },
};
const TOPIC = "arn:aws:sns:us-west-2:100000000001:listbackup-dev-alarms";
const NOTIFIES = { treatMissingData: "notBreaching", alarmActions: [TOPIC], okActions: [TOPIC] };

const queue = (more: object = {}) =>
  queueSchema.parse({
    purpose: "Work",
    visibilityTimeout: 300,
    retention: 600,
    receiveWait: 20,
    maxReceives: 3,
    ...more,
  });

function authAlarms(stage: Stage): Promise<readonly Registered[]> {
  const catalog = smallCatalog();
  const service = catalog.services["auth"];
  if (service === undefined) throw new Error("no service auth");
  const functions = functionsOnStage(stage, releaseOf(catalog)).filter((fn) => fn.service.service === "auth");
  const args = functions.map(({ name, spec }) => ({ name, timeout: spec.timeout ?? service.defaults.timeout }));
  return resourcesOf((parent) => serviceAlarms(stage, "auth", args, parent));
}

describe("a service's alarms", () => {
  it("are three, however many functions it has", async () => {
    assert.deepEqual(
      (await authAlarms(ON)).map(({ name }) => name),
      ["alarm-auth-errors", "alarm-auth-throttles", "alarm-auth-duration"],
    );
  });

  it("count failures over all its functions", async () => {
    assert.deepEqual(named(await authAlarms(ON), "alarm-auth-errors").inputs, {
      name: "listbackup-dev-auth-errors",
      alarmDescription: "auth: failed invocations",
      comparisonOperator: "GreaterThanOrEqualToThreshold",
      evaluationPeriods: 1,
      threshold: 5,
      metricQueries: [
        {
          id: "q1",
          expression:
            "SELECT SUM(Errors) FROM SCHEMA(\"AWS/Lambda\", FunctionName) WHERE FunctionName = 'listbackup-dev-auth-login' OR FunctionName = 'listbackup-dev-auth-logout'",
          period: 300,
          returnData: true,
        },
      ],
      tags: { Service: "auth" },
      ...NOTIFIES,
    });
  });

  it("start before the longest timeout is reached", async () => {
    // 10 s of the service's functions, 90 per cent, ms.
    assert.equal(named(await authAlarms(ON), "alarm-auth-duration").inputs["threshold"], 9_000);
  });

  it("are none where the stage has none", async () => {
    assert.deepEqual(await authAlarms(DEV), []);
  });
});

describe("a query over functions", () => {
  const names = Array.from(
    { length: 100 },
    (_unused, index) => `listbackup-dev-service-${String(index).padStart(40, "x")}`,
  );

  it("is within the limit of the AWS provider", () => {
    const longest = Math.max(...lambdaQueries("SUM(Errors)", names).map((query) => query.length));
    assert.ok(longest <= 1_024, String(longest));
  });

  it("asks for every function once", () => {
    const queries = lambdaQueries("SUM(Errors)", names).flatMap((query) =>
      [...query.matchAll(/FunctionName = '([^']+)'/g)].map(([, name]) => name),
    );
    assert.deepEqual(queries, names);
  });
});

describe("the other alarms", () => {
  it("rings when too many messages wait, or one for too long, where the catalog says so", async () => {
    const spec = queue({ type: "standard", alarms: { depth: 1_000, age: 900 } });
    const made = await resourcesOf((parent) => queueAlarms(ON, "sync", spec, parent));
    assert.deepEqual(
      made.map(({ name, inputs }) => [name, inputs["metricName"], inputs["dimensions"], inputs["threshold"]]),
      [
        ["alarm-sync-dead-letters", "ApproximateNumberOfMessagesVisible", { QueueName: "listbackup-dev-sync-dlq" }, 1],
        ["alarm-sync-depth", "ApproximateNumberOfMessagesVisible", { QueueName: "listbackup-dev-sync" }, 1_000],
        ["alarm-sync-age", "ApproximateAgeOfOldestMessage", { QueueName: "listbackup-dev-sync" }, 900],
      ],
    );
  });

  it("report any message in a dead-letter queue", async () => {
    const made = await resourcesOf((parent) => queueAlarms(ON, "sync", queue(), parent));
    assert.deepEqual(named(made, "alarm-sync-dead-letters").inputs, {
      name: "listbackup-dev-sync-dead-letters",
      alarmDescription: "Messages that the queue sync gave up on",
      namespace: "AWS/SQS",
      metricName: "ApproximateNumberOfMessagesVisible",
      dimensions: { QueueName: "listbackup-dev-sync-dlq.fifo" },
      statistic: "Maximum",
      period: 300,
      evaluationPeriods: 1,
      comparisonOperator: "GreaterThanOrEqualToThreshold",
      threshold: 1,
      ...NOTIFIES,
    });
  });

  it("compare the API's failures with its answers", async () => {
    const made = await resourcesOf((parent) => apiAlarms(ON, MAIN_API, "API", parent));
    const queries = named(made, "alarm-api-5xx").inputs["metricQueries"] as readonly { readonly expression?: string }[];
    assert.deepEqual(
      queries.map(({ expression }) => expression),
      ["100 * failed / answered", undefined, undefined],
    );
  });

  it("notify the configured recipients, by a topic that CloudWatch may publish to", async () => {
    const made = await resourcesOf((parent) => alarmTopic(ON, parent));
    assert.deepEqual(
      made.map(({ name, inputs }) => [name, inputs]),
      [
        ["topic-alarms", { name: "listbackup-dev-alarms" }],
        [
          "alarms-to-oncall-example-com",
          { topic: "arn:aws:mock:::topic-alarms", protocol: "email", endpoint: "oncall@example.com" },
        ],
      ],
    );
  });

  it("need no topic where there are none", async () => {
    assert.deepEqual(await resourcesOf((parent) => alarmTopic(DEV, parent)), []);
  });
});

describe("the alarm of a stage", () => {
  const alarmOf = async (stage: Stage): Promise<readonly Registered[]> => {
    const release = releaseOf(smallCatalog());
    return resourcesOf((parent) => {
      stageAlarm(stage, release.catalog, functionsOnStage(stage, release), { parent });
    });
  };

  it("is active if any failure alarm is, and names only existing alarms", async () => {
    const [alarm] = await alarmOf(ON);
    const rule = String(alarm?.inputs["alarmRule"]);
    const names = [...rule.matchAll(/ALARM\("([^"]+)"\)/g)].map(([, name]) => name);
    assert.deepEqual(names, [
      "listbackup-dev-api-5xx",
      "listbackup-dev-api-latency",
      ...["gateway", "auth", "users", "jobs"].flatMap((service) => [
        `listbackup-dev-${service}-errors`,
        `listbackup-dev-${service}-throttles`,
      ]),
      "listbackup-dev-sync-dead-letters",
    ]);
    assert.equal(rule.split(" OR ").length, names.length);
  });

  it("makes no noise of its own", async () => {
    const [alarm] = await alarmOf(ON);
    assert.equal(alarm?.inputs["alarmActions"], undefined);
  });

  it("is not there where there are no alarms", async () => {
    assert.deepEqual(await alarmOf(DEV), []);
  });
});
