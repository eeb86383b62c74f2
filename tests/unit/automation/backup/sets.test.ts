import { strict as assert } from "node:assert";
import { S3Client } from "@aws-sdk/client-s3";
import { mockClient } from "aws-sdk-client-mock";
import { listSets, newestCompleteSet } from "../../../../automation/backup/listSets";
import { readBytes } from "../../../../automation/backup/store/files";
import { createSet, readSet, recordRestoreUse, writeManifest } from "../../../../automation/backup/store/sets";
import { openSetStore, type SetStore } from "../../../../automation/backup/store/setStore";
import { verifySet } from "../../../../automation/backup/store/verifySet";
import type { StartedSet } from "../../../../model/backup/set";
import { DeployError } from "../../../../model/errors";
import { BACKUPS, setOf } from "../../../support/backupSets";
import { VersionedBucket } from "../../../support/fakes/versionedBucket";
import { stageOf } from "../../../support/release";

const ID = 1_795_000_000;
const started: StartedSet = { schema: 1, id: ID, stage: "production", way: "logical", program: "0.1.0", who: "ann" };

describe("backup sets", () => {
  const s3 = mockClient(S3Client);
  let bucket: VersionedBucket;
  let store: SetStore;
  beforeEach(() => {
    s3.reset();
    bucket = new VersionedBucket(s3);
    const { name, short, account, region } = stageOf("disaster-recovery");
    const stage = { ...stageOf("production"), recoveryStage: { name, short, account, region } };
    store = openSetStore(stage, { kind: "aws", region: stage.region, account: stage.account });
  });

  async function codeOf(work: Promise<unknown>): Promise<string> {
    return work.then(
      () => "none",
      (error: unknown) => (error instanceof DeployError ? error.code : String(error)),
    );
  }

  async function completeSet(id = ID): Promise<void> {
    await createSet(store, { ...started, id });
    await writeManifest(store, setOf(bucket, BACKUPS, id));
  }

  it("are in the backups bucket of the recovery region", () => {
    assert.deepEqual([store.bucket, store.target.region], [BACKUPS, stageOf("disaster-recovery").region]);
  });

  it("do not exist for a stage without a recovery stage", () => {
    assert.throws(
      () => openSetStore(stageOf("dev"), store.target),
      (error: unknown) => error instanceof DeployError && error.code === "RECOVERY_OFF",
    );
  });

  it("are read as they were written", async () => {
    await completeSet();
    const set = await readSet(store, ID);
    await verifySet(store, set);
    assert.deepEqual(set.tables[0]?.items, 2);
  });

  it("take the next free id where two start in the same second", async () => {
    assert.deepEqual([await createSet(store, started), await createSet(store, started)], [ID, ID + 1]);
  });

  it("are incomplete without a manifest, and unknown without anything", async () => {
    await createSet(store, started);
    assert.deepEqual(
      [await codeOf(readSet(store, ID)), await codeOf(readSet(store, ID + 1))],
      ["SET_INCOMPLETE", "SET_UNKNOWN"],
    );
  });

  const manifest = `sets/production/${String(ID)}/manifest.json`;
  it("are altered where the manifest is", async () => {
    await completeSet();
    bucket.put(BACKUPS, manifest, bucket.text(BACKUPS, manifest).replace('"items":2', '"items":3'));
    assert.equal(await codeOf(readSet(store, ID)), "SET_ALTERED");
  });

  const items = `sets/production/${String(ID)}/tables/users/0-0.json.gz`;
  for (const [what, alter] of [
    ["is missing", (): unknown => bucket.objects.delete(`${BACKUPS}/${items}`)],
    ["has other bytes", (): unknown => bucket.put(BACKUPS, items, "itemz")],
    ["was overwritten with the same bytes", (): unknown => bucket.put(BACKUPS, items, "items")],
  ] as const)
    it(`are altered where a file ${what}`, async () => {
      await completeSet();
      alter();
      assert.equal(await codeOf(verifySet(store, await readSet(store, ID))), "SET_ALTERED");
    });

  it("give the recorded version of a file that was overwritten, and nothing of one with other bytes", async () => {
    await completeSet();
    const [ref] = (await readSet(store, ID)).tables[0]?.files ?? [];
    assert.ok(ref !== undefined);
    bucket.put(BACKUPS, items, "other");
    assert.equal((await readBytes(store, ref)).toString(), "items");
    assert.equal(await codeOf(readBytes(store, { ...ref, versionId: null })), "SET_ALTERED");
  });

  it("are listed with what is wrong, and their restores", async () => {
    await completeSet(ID);
    await completeSet(ID + 100);
    await createSet(store, { ...started, id: ID + 200 });
    bucket.objects.delete(`${BACKUPS}/${items}`);
    await recordRestoreUse(store, ID + 100, {
      target: "disaster-recovery",
      release: 1,
      at: ID + 150,
      outcome: "succeeded",
    });
    const sets = await listSets(store);
    assert.deepEqual(
      sets.map(({ id, completeness, restores }) => [id, completeness, restores.length]),
      [
        [ID + 200, "incomplete", 0],
        [ID + 100, "complete", 1],
        [ID, "altered", 0],
      ],
    );
  });

  it("are chosen by time: the newest complete one before it", async () => {
    await completeSet(ID);
    await completeSet(ID + 100);
    await createSet(store, { ...started, id: ID + 200 });
    const ids = [await newestCompleteSet(store), await newestCompleteSet(store, ID + 99)].map(({ id }) => id);
    assert.deepEqual(ids, [ID + 100, ID]);
    assert.equal(await codeOf(newestCompleteSet(store, ID - 1)), "SET_UNKNOWN");
  });
});
