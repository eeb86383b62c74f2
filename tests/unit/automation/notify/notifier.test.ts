import { strict as assert } from "node:assert";
import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { mockClient } from "aws-sdk-client-mock";
import type { Milestone, MilestoneKind } from "../../../../automation/aws/eventBridge";
import { consoleLinks } from "../../../../automation/notify/console";
import { openNotifier } from "../../../../automation/notify/notifier";
import type { AwsTarget } from "../../../../automation/aws/target";
import { stageOf } from "../../../support/release";
import { useMock } from "../../../support/mocks";

const TARGET: AwsTarget = { kind: "aws", region: "us-west-2", account: "100000000001" };
const goneError = (name: string): Error => Object.assign(new Error("gone"), { name });

function milestone(kind: MilestoneKind): Milestone {
  const origin = { kind: "promotion", stage: "dev", id: 5 } as const;
  return { kind, at: 1, detail: { stage: "dev", release: 7, commit: null, who: "ann", origin, reason: null } };
}

describe("openNotifier", () => {
  const sns = useMock(() => mockClient(SNSClient));
  const ssm = useMock(() => mockClient(SSMClient));
  beforeEach(() => {
    ssm().on(GetParameterCommand).rejects(goneError("ParameterNotFound"));
  });
  const published = () =>
    sns()
      .commandCalls(PublishCommand)
      .map(({ args }) => args[0].input);
  const notify = (...kinds: readonly MilestoneKind[]): Promise<void> =>
    openNotifier(TARGET, stageOf("dev"), null)(kinds.map(milestone), new AbortController().signal);

  it("publishes to the stage's topic, but not for each phase", async () => {
    sns().on(PublishCommand).resolves({});
    await notify("started", "phase", "succeeded");
    assert.deepEqual(
      published().map(({ TopicArn, Subject }) => [TopicArn, Subject]),
      [
        ["arn:aws:sns:us-west-2:100000000001:listbackup-dev-alarms", "dev: promotion from dev started (release 7)"],
        ["arn:aws:sns:us-west-2:100000000001:listbackup-dev-alarms", "dev: promotion from dev succeeded (release 7)"],
      ],
    );
  });

  it("reads the webhook once", async () => {
    sns().on(PublishCommand).resolves({});
    await notify("started", "succeeded");
    assert.equal(ssm().commandCalls(GetParameterCommand).length, 1);
  });

  it("ignores a missing topic", async () => {
    sns().on(PublishCommand).rejects(goneError("NotFoundException"));
    await notify("started");
    assert.equal(published().length, 1);
  });

  it("publishes to the topic also where Slack's parameter cannot be read, and throws", async () => {
    sns().on(PublishCommand).resolves({});
    ssm().on(GetParameterCommand).rejects(goneError("AccessDeniedException"));
    await assert.rejects(notify("started"), /AWS denied access while reading \/listbackup\/slack-webhook/);
    assert.equal(published().length, 1);
  });

  it("reads the webhook again after an error", async () => {
    sns().on(PublishCommand).resolves({});
    ssm().on(GetParameterCommand).rejectsOnce(goneError("InternalServerError")).rejects(goneError("ParameterNotFound"));
    const notify = openNotifier(TARGET, stageOf("dev"), null);
    const signal = new AbortController().signal;
    await assert.rejects(notify([milestone("started")], signal));
    await notify([milestone("phase"), milestone("failed")], signal);
    await notify([milestone("succeeded")], signal);
    assert.equal(ssm().commandCalls(GetParameterCommand).length, 2);
  });

  it("reads the webhook again after a time-out", async () => {
    sns().on(PublishCommand).resolves({});
    ssm()
      .on(GetParameterCommand)
      .callsFakeOnce(() => new Promise(() => undefined))
      .rejects(goneError("ParameterNotFound"));
    const notify = openNotifier(TARGET, stageOf("dev"), null);
    await assert.rejects(notify([milestone("started")], AbortSignal.timeout(20)), { name: "TimeoutError" });
    await notify([milestone("succeeded")], new AbortController().signal);
    assert.equal(ssm().commandCalls(GetParameterCommand).length, 2);
  });

  it("sends later notifications after a failure", async () => {
    sns().on(PublishCommand).rejectsOnce(goneError("InternalErrorException")).resolves({});
    await assert.rejects(notify("started", "succeeded"));
    assert.equal(published().length, 2);
  });

  it("has links to the console", async () => {
    sns().on(PublishCommand).resolves({});
    const stage = stageOf("production");
    const { alarms, logs } = consoleLinks(stage);
    await openNotifier(TARGET, stage, null)([milestone("failed")], new AbortController().signal);
    const lines = (published()[0]?.Message ?? "").split("\n");
    assert.ok(lines.includes(`Alarms: ${alarms}`) && lines.includes(`Logs: ${logs}`), lines.join("\n"));
  });

  it("has no links to the console in a rehearsal", async () => {
    sns().on(PublishCommand).resolves({});
    const endpoint = "http://127.0.0.1:1";
    const stage = { ...stageOf("dev"), rehearsal: { endpoint, provider: "offline" } } as const;
    const notify = openNotifier({ ...TARGET, kind: "rehearsal", endpoint }, stage, null);
    await notify([milestone("failed")], new AbortController().signal);
    assert.doesNotMatch(published()[0]?.Message ?? "", /https:/);
  });
});
