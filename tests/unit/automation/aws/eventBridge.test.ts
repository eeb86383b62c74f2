import { strict as assert } from "node:assert";
import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import { mockClient } from "aws-sdk-client-mock";
import { putMilestones, type Milestone } from "../../../../automation/aws/eventBridge";
import { DeployError } from "../../../../model/errors";
import { useMock } from "../../../support/mocks";

const TARGET = { kind: "aws", region: "us-west-2", account: "100000000001" } as const;
const SIGNAL = new AbortController().signal;
const STARTED: Milestone = {
  kind: "started",
  at: 1_704_067_200_000,
  detail: {
    stage: "dev",
    release: 1_704_067_200,
    commit: null,
    who: "arn:aws:iam::1:user/a",
    origin: { kind: "rollback", to: 1_704_000_000, automatic: true },
    reason: null,
  },
};

describe("putMilestones", () => {
  const bus = useMock(() => mockClient(EventBridgeClient));
  beforeEach(() => {
    bus().on(PutEventsCommand).resolves({ FailedEntryCount: 0, Entries: [] });
  });

  const entries = () =>
    bus()
      .commandCalls(PutEventsCommand)
      .map(({ args }) => args[0].input.Entries ?? []);

  it("publishes on the default bus, with user, release and time", async () => {
    await putMilestones(TARGET, [STARTED], SIGNAL);
    assert.deepEqual(entries(), [
      [
        {
          Source: "listbackup.deployments",
          DetailType: "Deployment Started",
          Time: new Date(1_704_067_200_000),
          Detail: JSON.stringify(STARTED.detail),
        },
      ],
    ]);
  });

  const types = {
    phase: "Deployment Phase Done",
    succeeded: "Deployment Succeeded",
    failed: "Deployment Failed",
    "rolled-back": "Deployment Rolled Back",
    cancelled: "Deployment Cancelled",
  } as const;
  for (const [kind, type] of Object.entries(types)) {
    it(`publishes ${kind} as ${type}`, async () => {
      await putMilestones(TARGET, [{ ...STARTED, kind: kind as Milestone["kind"] }], SIGNAL);
      assert.equal(entries()[0]?.[0]?.DetailType, type);
    });
  }

  it("publishes ten at a time", async () => {
    await putMilestones(
      TARGET,
      Array.from({ length: 23 }, () => STARTED),
      SIGNAL,
    );
    assert.deepEqual(
      entries().map(({ length }) => length),
      [10, 10, 3],
    );
  });

  it("throws where the bus accepted only some", async () => {
    bus()
      .on(PutEventsCommand)
      .resolves({
        FailedEntryCount: 1,
        Entries: [{ EventId: "1" }, { ErrorCode: "ThrottlingException", ErrorMessage: "Slow down" }],
      });
    await assert.rejects(
      putMilestones(TARGET, [STARTED, STARTED], SIGNAL),
      (error: unknown) => error instanceof DeployError && /1 events were rejected: Slow down/.test(error.what),
    );
  });
});
