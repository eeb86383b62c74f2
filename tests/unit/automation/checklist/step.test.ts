import { strict as assert } from "node:assert";
import { GetObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { ListSubscriptionsByTopicCommand, SNSClient } from "@aws-sdk/client-sns";
import { mockClient } from "aws-sdk-client-mock";
import { evaluateChecklist } from "../../../../automation/checklist/checklist";
import { runTests } from "../../../../automation/checklist/runTests";
import { alarmRecipients } from "../../../../automation/aws/monitoring/alarmRecipients";
import type { Deployment, With } from "../../../../automation/deployment/deployment";
import { checklistStep } from "../../../../automation/deployment/lateSteps";
import type { Checklist } from "../../../../model/checklist/checklist";
import type { Stage } from "../../../../model/stage/stage";
import { useMock } from "../../../support/mocks";
import { releaseOf, smallCatalog, stageOf } from "../../../support/release";
import { fakeReadings, fakeSubject } from "../../../support/subject";

const NO_KEY = Object.assign(new Error("no"), { name: "NoSuchKey", $metadata: { httpStatusCode: 404 } });

describe("the step checklist", () => {
  const s3 = useMock(() => mockClient(S3Client));
  beforeEach(() => {
    s3().on(GetObjectCommand).rejects(NO_KEY);
  });

  const dev = stageOf("dev");
  const requiring: Stage = { ...dev, checklist: { ...dev.checklist, required: ["tests", "migrations"] } };

  function deployment(stage: Stage, overrides: readonly string[] = []) {
    const printed: string[] = [];
    const print = (line: string): void => void printed.push(line);
    const { session } = fakeSubject();
    return {
      printed,
      deployment: {
        context: { wiring: { root: "/nowhere" }, terminal: { note: print, warn: print, detail: print } },
        session: { ...session, stage },
        request: { overrides },
        readings: fakeReadings(),
        retryCommand: "bin/deploy up dev",
        catalog: smallCatalog(),
        release: releaseOf(smallCatalog()),
      } as unknown as With<"release">,
    };
  }
  const run = async (made: Deployment): Promise<unknown> => checklistStep.run(made as With<"release">);

  it("refuses a deployment whose commit has no tested result, with exit code 6, and writes nothing", async () => {
    const { deployment: made } = deployment(requiring);
    await assert.rejects(run(made), (error: { code: string; exitCode: number; what: string; remedy: string }) => {
      assert.deepEqual([error.code, error.exitCode], ["CHECKLIST", 6]);
      assert.match(error.what, /Tests passed \(tests\): unknown: no result is recorded for commit 00000000/);
      assert.match(error.remedy, /bin\/deploy up dev --override checklist --reason/);
      return true;
    });
    assert.deepEqual(
      [
        ...new Set(
          s3()
            .calls()
            .map(({ args }) => args[0].constructor.name),
        ),
      ],
      ["GetObjectCommand"],
    );
  });

  it("goes on where it is overridden, and says so", async () => {
    const { deployment: made, printed } = deployment(requiring, ["checklist"]);
    await run(made);
    assert.match(printed.join("\n"), /Overridden and recorded: Tests passed/);
    assert.equal(made.checklist?.tests?.state, "unknown");
  });

  it("only reports where the stage requires nothing, and in a rehearsal", async () => {
    for (const stage of [
      dev,
      { ...requiring, rehearsal: { endpoint: "http://127.0.0.1:1", provider: "offline" } as const },
    ]) {
      const { deployment: made } = deployment(stage);
      await run(made);
      assert.equal(made.checklist?.migrations?.state, "passed");
    }
  });
});

describe("the checklist of a promotion", () => {
  const s3 = useMock(() => mockClient(S3Client));

  it("keeps what the release has passed before, and nothing else", async () => {
    s3().on(GetObjectCommand).rejects(NO_KEY);
    const checklist: Checklist = {
      tests: { state: "passed", evidence: "in CI", at: 7 },
      "api-docs": { state: "failed", evidence: "old", at: 7 },
      migrations: { state: "failed", evidence: "there", at: 7 },
    };
    const { session } = fakeSubject();
    const evaluated = await evaluateChecklist({
      root: "/nowhere",
      session,
      readings: fakeReadings(),
      source: { commit: "0".repeat(40), branch: "main", dirty: false },
      catalog: smallCatalog(),
      isBuilt: () => true,
      origin: { kind: "release", checklist },
    });
    assert.deepEqual(evaluated.tests, checklist.tests);
    assert.equal(evaluated["api-docs"]?.state, "unknown");
    assert.equal(evaluated.migrations?.state, "passed");
  });
});

describe("the recipients of alarms", () => {
  const sns = useMock(() => mockClient(SNSClient));
  const production = stageOf("production");
  assert.equal(production.alarms.kind, "on");
  const stage: Stage = { ...production, alarms: { ...production.alarms, emails: ["ann@x.example", "bob@x.example"] } };
  const target = { kind: "aws", region: stage.region, account: stage.account } as const;

  it("that have not confirmed are named", async () => {
    sns()
      .on(ListSubscriptionsByTopicCommand)
      .resolves({
        Subscriptions: [
          { Endpoint: "ann@x.example", SubscriptionArn: "arn:aws:sns:us-west-2:1:t:u" },
          { Endpoint: "bob@x.example", SubscriptionArn: "PendingConfirmation" },
        ],
      });
    assert.deepEqual(await alarmRecipients(target, stage), { kind: "topic", unconfirmed: ["bob@x.example"] });
  });

  it("are not asked for where the topic does not exist yet", async () => {
    sns()
      .on(ListSubscriptionsByTopicCommand)
      .rejects(Object.assign(new Error("no"), { name: "NotFoundException" }));
    assert.deepEqual(await alarmRecipients(target, stage), { kind: "no topic" });
  });
});

describe("the tests of the backend", () => {
  const node = process.execPath;
  it("have passed or failed by the exit code of the command", async () => {
    assert.equal((await runTests({ command: [node, "-e", "0"], folder: "." })).outcome, "passed");
    const failed = await runTests({
      command: [node, "-e", "console.log('a test failed'); process.exit(1)"],
      folder: ".",
    });
    assert.deepEqual([failed.outcome, failed.output], ["failed", ["a test failed"]]);
  });

  it("that cannot be started are TESTS_FAILED", async () => {
    await assert.rejects(runTests({ command: ["/no/such/program"], folder: "." }), { code: "TESTS_FAILED" });
  });
});
