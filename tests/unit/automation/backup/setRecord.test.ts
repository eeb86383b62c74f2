import { strict as assert } from "node:assert";
import { S3Client } from "@aws-sdk/client-s3";
import { mockClient } from "aws-sdk-client-mock";
import { readSetRecord, writeSetRecord } from "../../../../automation/backup/setRecord";
import { openSetStore, type SetStore } from "../../../../automation/backup/store/setStore";
import type { BackupSet } from "../../../../model/backup/set";
import type { DeployError } from "../../../../model/errors";
import type { ReleaseRecord } from "../../../../model/release/record";
import { fileIn, setOf } from "../../../support/backupSets";
import { useMock } from "../../../support/mocks";
import { recordOf } from "../../../support/records";
import { stageOf } from "../../../support/release";
import { STATE_LEFT, STATE_SUMMARY } from "../../../support/stateSummary";
import { VersionedBucket } from "../../../support/fakes/versionedBucket";

const ID = 1_795_000_000;
const BACKUPS = "listbackup-backups-100000000003-us-east-1";
const RECORD = recordOf(ID - 100, { stage: "production" });

describe("the record in a backup set", () => {
  const s3 = useMock(() => mockClient(S3Client));
  let bucket: VersionedBucket;
  let store: SetStore;
  beforeEach(() => {
    bucket = new VersionedBucket(s3());
    const { name, short, account, region } = stageOf("disaster-recovery");
    const stage = { ...stageOf("production"), recoveryStage: { name, short, account, region } };
    store = openSetStore(stage, { kind: "aws", region: stage.region, account });
  });

  const setWith = (record: BackupSet["release"]["record"]): BackupSet =>
    setOf(bucket, BACKUPS, ID, { release: { id: RECORD.id, commit: null, record } });
  const written = (value: object): BackupSet => setWith(fileIn(bucket, BACKUPS, "release", JSON.stringify(value)));

  it("says nothing of the stage's state, so that programs of schema 1 read it", async () => {
    const deployed = { ...STATE_LEFT, summary: STATE_SUMMARY };
    const file = await writeSetRecord(store, "release", { ...RECORD, schema: 2, deployed });
    assert.deepEqual(await readSetRecord(store, setWith(file)), RECORD);
  });

  const refused = async (value: object): Promise<string> =>
    readSetRecord(store, written(value)).then(
      () => assert.fail("was read"),
      ({ code }: DeployError) => code,
    );
  const others: Readonly<Record<string, Partial<ReleaseRecord>>> = {
    "another release": { id: RECORD.id - 1 },
    "another stage": { stage: "dev" },
  };
  for (const [whose, more] of Object.entries(others))
    it(`is altered where it is that of ${whose}`, async () => {
      assert.equal(await refused({ ...RECORD, ...more }), "SET_ALTERED");
    });

  it("asks for a newer program where one wrote it", async () => {
    assert.equal(await refused({ ...RECORD, schema: 3 }), "RELEASE_INVALID");
  });
});
