import { strict as assert } from "node:assert";
import { createHash, randomUUID } from "node:crypto";
import { gzipSync } from "node:zlib";
import { CognitoIdentityProviderClient } from "@aws-sdk/client-cognito-identity-provider";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { S3Client } from "@aws-sdk/client-s3";
import { mockClient } from "aws-sdk-client-mock";
import * as fc from "fast-check";
import { openSetStore } from "../../automation/backup/store/setStore";
import type { DataRestore } from "../../automation/restore/dataRestore";
import { ProgressStore } from "../../automation/restore/progressStore";
import { restoreData } from "../../automation/restore/restoreData";
import { RestoreMeter } from "../../automation/restore/restoreMeter";
import { canonicalItem, lineOf, type Item } from "../../model/backup/canonicalItem";
import { ItemDigest } from "../../model/backup/itemDigest";
import { BACKUP_WAYS, type BackupSet, type BackupWay, type FileRef } from "../../model/backup/set";
import type { UserLine } from "../../model/backup/users";
import { withMappedUsers } from "../../model/backup/userMapping";
import { NAMES } from "../../model/names";
import { BACKUPS, setOf } from "../support/backupSets";
import { TableStore } from "../support/fakes/tableStore";
import { UserPool } from "../support/fakes/userPool";
import { VersionedBucket } from "../support/fakes/versionedBucket";
import { printSeed, propertyParameters } from "../support/property";
import { smallCatalog, stageOf } from "../support/release";

const SET = 1_795_000_000;
const STAGE = stageOf("disaster-recovery");
const REPLICA = "listbackup-prod-data-100000000003-us-east-1";

/** What is drawn: users, and items of two tables in files. */
interface Drawn {
  readonly way: BackupWay;
  readonly users: number;
  readonly files: readonly (readonly number[])[];
  readonly throttled: number;
  /** Calls of AWS after which the process is killed, one for each run. */
  readonly kills: readonly number[];
}

const drawn: fc.Arbitrary<Drawn> = fc.record({
  way: fc.constantFrom(...BACKUP_WAYS),
  users: fc.nat({ max: 12 }),
  files: fc.array(fc.array(fc.nat({ max: 11 }), { maxLength: 60 }), { minLength: 1, maxLength: 6 }),
  throttled: fc.nat({ max: 2 }),
  kills: fc.array(fc.nat({ max: 120 }), { maxLength: 4 }),
});

/* The data of a set is restored by runs that are killed at any call, with DynamoDB taking only a part of the writes. */
describe("a restore that is killed at random calls", () => {
  before(printSeed);

  it("ends with the content of the set under the new ids of users", async () => {
    await fc.assert(fc.asyncProperty(drawn, restoresAll), propertyParameters(20));
  }).timeout(120_000);
});

async function restoresAll({ way, users, files, throttled, kills }: Drawn): Promise<void> {
  const [s3, dynamodb, cognito] = [
    mockClient(S3Client),
    mockClient(DynamoDBClient),
    mockClient(CognitoIdentityProviderClient),
  ];
  let writes = 0;
  const bucket = new VersionedBucket(s3);
  const tables = new TableStore(dynamodb, () => (writes += 1) % 100 >= throttled);
  const pool = new UserPool(cognito);
  try {
    const ids = Array.from({ length: 12 }, () => randomUUID());
    const logical = makeSet(bucket, ids, users, files);
    const set = way === "logical" ? logical : nativeSet(logical);
    // AWS has restored the tables.
    if (way === "native") tables.put(NAMES.table.of(STAGE, "users"), itemsOf(ids, files));
    bucket.put(REPLICA, "a/1", "first", new Date(SET * 1_000));
    bucket.put(REPLICA, "b", "old", new Date(SET * 1_000));
    bucket.put(REPLICA, "b", "new", new Date((SET + 3_600) * 1_000));
    bucket.put(REPLICA, "c", "gone", new Date((SET - 10) * 1_000));
    bucket.remove(REPLICA, "c", new Date((SET - 5) * 1_000));
    for (const calls of kills) await restoreData(killedRestore(set, calls), "pool").catch(onlyKills);
    const restored = await restoreData(restoreOf(set), "pool");
    const items = files.flat().length;
    assert.deepEqual(restored, { tables: 1, items, expiring: 0, users, objects: 2, dataOf: SET });
    const mapping = new Map(ids.slice(0, users).map((id, n) => [id, pool.users.get(email(n))?.id ?? ""]));
    const wanted = itemsOf(ids, files).map((item) =>
      canonicalItem(JSON.parse(withMappedUsers(canonicalItem(item), mapping)) as Item),
    );
    assert.deepEqual(tables.contents(NAMES.table.of(STAGE, "users")), wanted.sort());
    assert.deepEqual(
      [...pool.users.values()].map(({ groups, enabled, password }) => [[...groups], enabled, password !== ""]),
      Array.from({ length: users }, (_, n) => [["Admins"], n % 2 === 0, true]),
    );
    const own = NAMES.bucket.of(STAGE, "data");
    assert.deepEqual(
      bucket.keys(own).map((key) => [key, bucket.text(own, key)]),
      [
        ["a/1", "first"],
        ["b", "old"],
      ],
    );
  } finally {
    for (const mock of [s3, dynamodb, cognito]) mock.restore();
  }
}

const email = (n: number): string => `user-${String(n)}@example.com`;

function itemsOf(ids: readonly string[], files: readonly (readonly number[])[]): readonly Item[] {
  return files.flatMap((owners, file) =>
    owners.map((owner, n) => ({
      id: { S: `${String(file)}-${String(n)}-${ids[owner] ?? ""}` },
      members: { SS: [ids[owner] ?? "", ids[(owner + 1) % 12] ?? ""].sort() },
      bytes: { B: Buffer.from([n, file]).toString("base64") },
      profile: { M: { [ids[owner] ?? ""]: { L: [{ N: "1.50" }, { BOOL: true }, { NULL: true }] } } },
    })),
  );
}

function makeSet(
  bucket: VersionedBucket,
  ids: readonly string[],
  users: number,
  files: readonly (readonly number[])[],
): BackupSet {
  const all = itemsOf(ids, files);
  const digest = new ItemDigest();
  for (const item of all) digest.add(canonicalItem(item));
  let from = 0;
  const refs = files.map((owners, index) => {
    const own = all.slice(from, (from += owners.length));
    const text = gzipSync(own.map((item) => lineOf(canonicalItem(item))).join(""));
    return binaryFile(bucket, `tables/users/${String(index)}.json.gz`, text);
  });
  const base = setOf(bucket, BACKUPS, SET);
  const [table] = base.tables;
  assert.ok(table);
  return {
    ...base,
    tables: [{ ...table, keys: [{ name: "id", type: "S" }], items: all.length, digest: digest.hex(), files: refs }],
    users: { pool: "old", files: [usersFile(bucket, ids.slice(0, users))], users, groups: 1 },
    buckets: [{ name: "data", bucket: "old", replica: REPLICA, objects: 2, bytes: 10, pending: 0 }],
  };
}

/** What AWS has backed up: nothing is known of the items. */
function nativeSet(set: BackupSet): BackupSet {
  const native = { kind: "dynamodb", arn: "arn" } as const;
  const tables = set.tables.map((table) => ({ ...table, items: null, digest: null, files: [], native }));
  return { ...set, way: "native", tables };
}

function usersFile(bucket: VersionedBucket, ids: readonly string[]): FileRef {
  const lines: UserLine[] = [
    { Group: { GroupName: "Admins" } },
    ...ids.map((id, n) => ({
      User: {
        Username: id,
        Attributes: [
          { Name: "sub", Value: id },
          { Name: "email", Value: email(n) },
        ],
        Enabled: n % 2 === 0,
        UserStatus: "CONFIRMED",
        UserCreateDate: null,
      },
    })),
    ...ids.map((Username) => ({ Membership: { GroupName: "Admins", Username } })),
  ];
  return binaryFile(bucket, "users/0.json.gz", gzipSync(lines.map((line) => `${JSON.stringify(line)}\n`).join("")));
}

function binaryFile(bucket: VersionedBucket, key: string, bytes: Buffer): FileRef {
  const full = `sets/production/${String(SET)}/${key}`;
  const versionId = bucket.put(BACKUPS, full, bytes);
  return { key: full, bytes: bytes.byteLength, sha256: createHash("sha256").update(bytes).digest("hex"), versionId };
}

function restoreOf(set: BackupSet, signal = new AbortController().signal): DataRestore {
  const target = { kind: "aws", region: STAGE.region, account: STAGE.account } as const;
  const recoveryStage = { name: "disaster-recovery", short: "dr", account: STAGE.account, region: STAGE.region };
  return {
    target,
    stage: STAGE,
    catalog: smallCatalog(),
    store: openSetStore({ name: "production", recoveryStage }, target),
    set,
    copies: { schema: 1, stage: "production", parameters: [], secrets: [] },
    progress: new ProgressStore(target, STAGE, 1_795_000_100),
    meter: new RestoreMeter(() => undefined),
    signal,
  };
}

class Killed extends Error {}

/** Ends with everything that it does at the moment: work that was not stored is lost. */
function killedRestore(set: BackupSet, calls: number): DataRestore {
  const restore = restoreOf(set);
  let left = calls;
  const signal = new AbortController();
  const kill = (): void => {
    left -= 1;
    if (left <= 0) {
      signal.abort(new Killed());
      throw new Killed();
    }
  };
  const meter = new RestoreMeter(() => undefined);
  const { progress } = restore;
  const add = progress.add.bind(progress);
  meter.add = kill;
  progress.add = async (kind, entry) => {
    kill();
    await add(kind, entry);
  };
  // What a killed process has not stored yet is lost, except every third time.
  const flush = progress.flush.bind(progress);
  progress.flush = () => (calls % 3 === 0 || left > 0 ? flush() : Promise.resolve());
  return { ...restore, meter, signal: signal.signal };
}

function onlyKills(error: unknown): void {
  if (!(error instanceof Killed) && (error as Error).cause === undefined) throw error as Error;
}
