import { strict as assert } from "node:assert";
import { S3Client } from "@aws-sdk/client-s3";
import { mockClient } from "aws-sdk-client-mock";
import { deleteFreeze, readFreeze, writeFreeze } from "../../../../../automation/aws/buckets/freeze";
import { DeployError } from "../../../../../model/errors";
import type { Freeze } from "../../../../../model/lock/freeze";
import { conditionalStore, type ConditionalStore } from "../../../../support/fakes/conditionalStore";
import { stageOf } from "../../../../support/release";

const STAGE = stageOf("production");
const TARGET = { kind: "aws", region: "us-west-2", account: STAGE.account } as const;
const KEY = "freezes/production.json";
const HOUR = 3_600;

describe("the stored freeze of a stage", () => {
  const s3 = mockClient(S3Client);
  let store: ConditionalStore;
  const freeze = (ends: number): Freeze => {
    const at = Math.floor(Date.now() / 1000);
    return { schema: 1, until: at + ends, reason: "Holidays", who: "arn:aws:iam::1:user/a", at };
  };

  after(() => {
    s3.restore();
  });
  beforeEach(() => {
    s3.reset();
    store = conditionalStore(s3);
  });

  it("is read as it was written", async () => {
    const written = freeze(HOUR);
    await writeFreeze(TARGET, STAGE, written);
    assert.deepEqual([[...store.objects.keys()], await readFreeze(TARGET, STAGE)], [[KEY], written]);
  });

  it("is null on a stage that is not frozen", async () => {
    assert.equal(await readFreeze(TARGET, STAGE), null);
  });

  it("is null after its end", async () => {
    store.objects.set(KEY, JSON.stringify(freeze(-1)));
    assert.equal(await readFreeze(TARGET, STAGE), null);
  });

  it("is null after it was deleted", async () => {
    await writeFreeze(TARGET, STAGE, freeze(HOUR));
    await deleteFreeze(TARGET, STAGE);
    assert.equal(await readFreeze(TARGET, STAGE), null);
  });

  for (const [what, text] of [
    ["half of it", '{"schema":1,'],
    ["one of a newer version", '{"schema":2,"until":"tomorrow"}'],
  ] as const) {
    it(`counts as frozen where it is ${what}`, async () => {
      store.objects.set(KEY, text);
      await assert.rejects(
        readFreeze(TARGET, STAGE),
        (error: unknown) => error instanceof DeployError && error.code === "FROZEN" && /unfreeze/.test(error.remedy),
      );
    });
  }
});
