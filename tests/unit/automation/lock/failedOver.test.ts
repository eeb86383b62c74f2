import { strict as assert } from "node:assert";
import { S3Client } from "@aws-sdk/client-s3";
import { mockClient } from "aws-sdk-client-mock";
import { failoverRefusal } from "../../../../automation/lock/failedOver";
import type { FailoverRecord } from "../../../../model/failover/record";
import { conditionalStore, type ConditionalStore } from "../../../support/fakes/conditionalStore";
import { stageOf } from "../../../support/release";

const KEY = "failovers/production.json";
const DR = stageOf("disaster-recovery");
const STAGE = { ...stageOf("production"), recoveryStage: DR };
const TARGET = { kind: "aws", region: STAGE.region, account: STAGE.account } as const;
const RECORD: FailoverRecord = {
  schema: 1,
  id: 1_704_067_200,
  stage: "production",
  to: "disaster-recovery",
  domain: "api.listbackup.ai",
  phase: "failed-over",
  who: "arn:aws:iam::100000000003:user/ann",
  reason: null,
  sourceFence: { kind: "unreachable", why: "lost" },
  healthCheck: { id: "check", disabled: true, inverted: false },
  recoveryFence: null,
  failback: null,
  switchedAt: 1_704_067_260,
};

describe("a stage that is failed over", () => {
  const s3 = mockClient(S3Client);
  let store: ConditionalStore;
  let warnings: string[];
  beforeEach(() => {
    s3.reset();
    store = conditionalStore(s3);
    warnings = [];
  });
  after(() => {
    s3.restore();
  });

  const refusal = async (stage = STAGE): Promise<string | undefined> =>
    (await failoverRefusal({ stage, target: TARGET }, (line) => warnings.push(line)))?.code;

  it("is refused, with the command that returns its users", async () => {
    store.objects.set(KEY, JSON.stringify(RECORD));
    const error = await failoverRefusal({ stage: STAGE, target: TARGET }, () => undefined);
    assert.equal(error?.code, "FAILED_OVER");
    assert.match(error.remedy, /bin\/deploy dr failback production/);
  });

  it("is refused while its record cannot be read", async () => {
    store.objects.set(KEY, "{}");
    assert.equal(await refusal(), "FAILED_OVER");
  });

  it("is not refused after the failback", async () => {
    store.objects.set(KEY, JSON.stringify({ ...RECORD, phase: "returned" }));
    assert.equal(await refusal(), undefined);
  });

  it("is not blocked by a recovery region that does not respond", async () => {
    store.before = () => {
      throw Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
    };
    assert.deepEqual([await refusal(), warnings.length], [undefined, 1]);
  });

  it("asks nothing where failover is off", async () => {
    store.objects.set(KEY, JSON.stringify(RECORD));
    assert.equal(await refusal({ ...STAGE, failover: { kind: "off" } }), undefined);
    assert.equal(s3.calls().length, 0);
  });
});
