import { strict as assert } from "node:assert";
import { stageProgram } from "../../../../components/program";
import { eventCatalog } from "../../../support/eventCatalog";
import { releaseOf, smallCatalog, stageOf } from "../../../support/release";
import { mockEngine, named, settled, type Registered } from "../mocks";

const AT = "us-west-2:100000000001";

async function resources(catalog = eventCatalog()): Promise<readonly Registered[]> {
  const registered = await mockEngine();
  await stageProgram({ stage: stageOf("dev"), release: releaseOf(catalog) })();
  await settled();
  return registered;
}

describe("a schedule", () => {
  it("starts a function's alias, in the scheduler's role", async () => {
    assert.deepEqual(named(await resources(), "schedule-nightly").inputs, {
      name: "listbackup-dev-nightly",
      groupName: "default",
      scheduleExpression: "cron(0 3 * * ? *)",
      scheduleExpressionTimezone: "Europe/Berlin",
      state: "ENABLED",
      flexibleTimeWindow: { mode: "OFF" },
      target: {
        arn: "arn:aws:mock:::jobs-work-live",
        roleArn: "arn:aws:mock:::scheduler-role",
        input: '{"task":"clean-up"}',
        retryPolicy: { maximumEventAgeInSeconds: 3_600, maximumRetryAttempts: 185 },
        deadLetterConfig: { arn: `arn:aws:sqs:${AT}:listbackup-dev-failed` },
      },
    });
  });

  it("may start the stage's functions by their aliases, and report what it could not", async () => {
    const { policy } = named(await resources(), "scheduler-policy").inputs;
    assert.deepEqual((JSON.parse(String(policy)) as { readonly Statement: object }).Statement, [
      {
        Effect: "Allow",
        Action: ["lambda:InvokeFunction"],
        Resource: [`arn:aws:lambda:${AT}:function:listbackup-dev-*:live`],
      },
      { Effect: "Allow", Action: ["sqs:SendMessage"], Resource: [`arn:aws:sqs:${AT}:listbackup-dev-failed`] },
    ]);
  });

  it("is all that has the role: no schedule, no role", async () => {
    const names = (await resources(smallCatalog())).map(({ name }) => name);
    assert.deepEqual(
      names.filter((name) => name.startsWith("schedule")),
      [],
    );
  });
});

describe("the target of an event rule", () => {
  it("is a queue, in order where it is FIFO, and with a place for what is not delivered", async () => {
    assert.deepEqual(named(await resources(), "rule-user-events-queue-sync").inputs, {
      rule: "listbackup-dev-user-events",
      eventBusName: "listbackup-dev-main",
      targetId: "queue-sync",
      arn: `arn:aws:sqs:${AT}:listbackup-dev-sync.fifo`,
      sqsTarget: { messageGroupId: "users" },
      retryPolicy: { maximumEventAgeInSeconds: 86_400, maximumRetryAttempts: 4 },
      deadLetterConfig: { arn: `arn:aws:sqs:${AT}:listbackup-dev-failed` },
    });
  });

  it("is a queue that takes messages of just the rules that send to it", async () => {
    const made = await resources();
    const conditions = ["sync", "imports", "failed"].map((queue) => {
      const { policy } = named(made, `queue-${queue}-policy`).inputs;
      const { Statement } = JSON.parse(String(policy)) as {
        readonly Statement: readonly { readonly Condition: unknown }[];
      };
      return Statement.map(({ Condition }) => Condition);
    });
    const rule = (name: string): string => `arn:aws:events:${AT}:rule/listbackup-dev-main/listbackup-dev-${name}`;
    const from = (...names: readonly string[]) => [{ ArnEquals: { "aws:SourceArn": names.map(rule) } }];
    assert.deepEqual(conditions, [from("user-events"), from("job-events"), from("job-events", "user-events")]);
  });

  it("is a function, which just that rule may call", async () => {
    const made = await resources();
    assert.deepEqual(
      [
        named(made, "rule-job-events-function-jobs-work").inputs["arn"],
        named(made, "jobs-work-rule-job-events").inputs,
      ],
      [
        "arn:aws:mock:::jobs-work-live",
        {
          statementId: "rule-job-events",
          action: "lambda:InvokeFunction",
          function: "listbackup-dev-jobs-work",
          qualifier: "live",
          principal: "events.amazonaws.com",
          sourceArn: `arn:aws:events:${AT}:rule/listbackup-dev-main/listbackup-dev-job-events`,
        },
      ],
    );
  });

  it("is sent events only when they may come", async () => {
    const made = await resources();
    assert.deepEqual(
      [
        named(made, "rule-job-events-function-jobs-work").after.includes("jobs-work-rule-job-events"),
        named(made, "rule-user-events-queue-sync").after.includes("queue-sync-policy"),
      ],
      [true, true],
    );
  });
});
