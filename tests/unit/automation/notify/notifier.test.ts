import { strict as assert } from "node:assert";
import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import { GetParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { mockClient } from "aws-sdk-client-mock";
import type { Milestone, MilestoneKind } from "../../../../automation/aws/eventBridge";
import { openNotifier } from "../../../../automation/notify/notifier";
import type { AwsTarget } from "../../../../automation/aws/target";
import { stageOf } from "../../../support/release";

const TARGET: AwsTarget = { kind: "aws", region: "us-west-2", account: "100000000001" };
const gone = (name: string): Error => Object.assign(new Error("gone"), { name });

function milestone(kind: MilestoneKind): Milestone {
  return { kind, at: 1, detail: { stage: "dev", release: 7, commit: null, who: "ann" } };
}

describe("telling people of a deployment", () => {
  const [sns, ssm] = [mockClient(SNSClient), mockClient(SSMClient)];
  beforeEach(() => {
    sns.reset();
    ssm.reset();
    ssm.on(GetParameterCommand).rejects(gone("ParameterNotFound"));
  });
  after(() => {
    sns.restore();
    ssm.restore();
  });
  const told = () => sns.commandCalls(PublishCommand).map(({ args }) => args[0].input);
  const tell = (...kinds: readonly MilestoneKind[]): Promise<void> =>
    openNotifier(TARGET, stageOf("dev"))(kinds.map(milestone), new AbortController().signal);

  it("tells the stage's topic, and not of each phase", async () => {
    sns.on(PublishCommand).resolves({});
    await tell("started", "phase", "succeeded");
    assert.deepEqual(
      told().map(({ TopicArn, Subject }) => [TopicArn, Subject]),
      [
        ["arn:aws:sns:us-west-2:100000000001:listbackup-dev-alarms", "dev: deployment began (release 7)"],
        ["arn:aws:sns:us-west-2:100000000001:listbackup-dev-alarms", "dev: deployment succeeded (release 7)"],
      ],
    );
  });

  it("asks for the webhook once", async () => {
    sns.on(PublishCommand).resolves({});
    await tell("started", "succeeded");
    assert.equal(ssm.commandCalls(GetParameterCommand).length, 1);
  });

  it("tells nobody where there is no topic yet", async () => {
    sns.on(PublishCommand).rejects(gone("NotFoundException"));
    await tell("started");
    assert.equal(told().length, 1);
  });

  it("tells the topic also where Slack's parameter may not be read, and says so", async () => {
    sns.on(PublishCommand).resolves({});
    ssm.on(GetParameterCommand).rejects(gone("AccessDeniedException"));
    await assert.rejects(tell("started"), /AWS denied access while reading \/listbackup\/slack-webhook/);
    assert.equal(told().length, 1);
  });
});
