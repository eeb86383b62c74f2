import { DeployError } from "../../../model/errors";
import { DRIVER_NAMES } from "../../../model/names";
import { newestFirst, type ReleaseRecord } from "../../../model/release/record";
import { unfinishedRollback } from "../../../model/release/rollback";
import type { Stage } from "../../../model/stage/stage";
import { isObjectMissing, s3Client } from "./bucket";
import { allObjects } from "./objects";
import { calling } from "../errors";
import { retryConflicts } from "../eventualConsistency";
import { inParallel } from "../parallel";
import type { AwsTarget } from "../target";
import { recordKey, readRecordText, storeValidRecords, writeRecordText } from "./recordTexts";

const PARALLEL_READS = 8;
/** Number of records that are read to find the live release. */
const RECENT_RECORDS = 30;

/**
 * Writes a new record under its id, or under the next free id where another deployment started in the same second.
 * @returns the record as it was written
 */
export async function createRecord(target: AwsTarget, stage: Stage, record: ReleaseRecord): Promise<ReleaseRecord> {
  for (let id = record.id; ; id += 1) {
    const numbered = { ...record, id };
    if (await put(target, stage, numbered, { IfNoneMatch: "*" })) return numbered;
  }
}

/** Replaces a record: with the progress or the outcome of its deployment. */
export async function rewriteRecord(target: AwsTarget, stage: Stage, record: ReleaseRecord): Promise<void> {
  await put(target, stage, record, {});
}

/** @returns false where the condition does not hold */
async function put(
  target: AwsTarget,
  stage: Stage,
  record: ReleaseRecord,
  condition: { readonly IfNoneMatch?: string },
): Promise<boolean> {
  const { PutObjectCommand } = await import("./s3Sdk");
  const client = await s3Client(target);
  const Key = recordKey(stage, record.id);
  const Body = await writeRecordText(record);
  return calling(target, `writing ${Key}`, async () => {
    try {
      const write = new PutObjectCommand({
        Bucket: DRIVER_NAMES.deploymentsBucket(stage),
        Key,
        Body,
        ContentType: "application/json",
        ...condition,
      });
      await retryConflicts(() => client.send(write));
      await storeValidRecords();
      return true;
    } catch (error) {
      if ((error as Error).name === "PreconditionFailed") return false;
      throw error;
    }
  });
}

/** Ids of a stage's releases, newest first. */
export async function releaseIds(target: AwsTarget, stage: Stage): Promise<readonly number[]> {
  return (await listRecords(target, stage)).map(({ id }) => id);
}

/** A record's object. */
export interface ListedRecord {
  readonly id: number;
  readonly etag: string;
}

/** Newest first. @throws DeployError NOT_BOOTSTRAPPED, AWS */
export async function listRecords(target: AwsTarget, stage: Stage): Promise<readonly ListedRecord[]> {
  const Prefix = `releases/${stage.name}/`;
  const objects = await allObjects(target, {
    Bucket: DRIVER_NAMES.deploymentsBucket(stage),
    Prefix,
    doing: `listing the releases of ${stage.name}`,
  });
  const records = objects.flatMap(({ key, etag }) => {
    const id = /^(\d+)\.json$/.exec(key.slice(Prefix.length))?.[1];
    return id === undefined ? [] : [{ id: Number(id), etag }];
  });
  return records.sort((a, b) => b.id - a.id);
}

/** A record that cannot be read. */
export interface UnreadableRecord {
  readonly id: number;
  /** RELEASE_INVALID */
  readonly error: DeployError;
}

/** The newest records of a stage, each list newest first. */
export interface History {
  readonly records: readonly ReleaseRecord[];
  readonly unreadable: readonly UnreadableRecord[];
}

/**
 * The newest records of a stage, and the target of an unfinished rollback of any age.
 * @param limit number of records
 */
export async function readHistory(target: AwsTarget, stage: Stage, limit: number): Promise<History> {
  return readListed(target, stage, (await listRecords(target, stage)).slice(0, limit));
}

/** Records of this process are not read again. */
async function readListed(target: AwsTarget, stage: Stage, listed: readonly ListedRecord[]): Promise<History> {
  const records = new Map<number, ReleaseRecord>();
  const unreadable: UnreadableRecord[] = [];
  const read = async ({ id, etag }: ListedRecord): Promise<void> => {
    try {
      records.set(id, readEarlier(target, stage, id, etag) ?? (await readRecord(target, stage, id)));
    } catch (error) {
      if (!(error instanceof DeployError) || error.code !== "RELEASE_INVALID") throw error;
      unreadable.push({ id, error });
    }
  };
  await inParallel(listed, PARALLEL_READS, read);
  const to = unfinishedRollback([...records.values()])?.origin.to;
  if (to !== undefined && !listed.some(({ id }) => id === to)) await read({ id: to, etag: "" });
  await storeValidRecords();
  return { records: newestFirst([...records.values()]), unreadable: unreadable.sort((a, b) => b.id - a.id) };
}

/**
 * The newest records of a stage, back to the last that succeeded, or to its deletion: enough to find the live release, and what did not
 * end since. Where the newest deployment succeeded, this is one record.
 * @param listed by `listRecords`, where that is known already
 * @throws DeployError RELEASE_INVALID, AWS
 */
export async function readRecordsSinceLive(
  target: AwsTarget,
  stage: Stage,
  listed?: readonly ListedRecord[],
): Promise<readonly ReleaseRecord[]> {
  const recent = (listed ?? (await listRecords(target, stage))).slice(0, RECENT_RECORDS);
  for (let count = 1; ; count *= PARALLEL_READS) {
    const history = await readListed(target, stage, recent.slice(0, count));
    if (lastSettled(history) !== undefined || count >= recent.length) return readableRecords(history);
  }
}

/** The newest records of a stage, enough to find the live release. @throws DeployError RELEASE_INVALID, AWS */
export async function readRecentRecords(target: AwsTarget, stage: Stage): Promise<readonly ReleaseRecord[]> {
  return readRecords(target, stage, RECENT_RECORDS);
}

/**
 * The newest records of a stage, newest first. Unreadable records that are older than the live release are left out.
 * @param limit number of records
 * @throws DeployError RELEASE_INVALID where an unreadable record may be the live release
 */
export async function readRecords(target: AwsTarget, stage: Stage, limit: number): Promise<readonly ReleaseRecord[]> {
  return readableRecords(await readHistory(target, stage, limit));
}

/** No older record says which release is live. */
function lastSettled({ records }: History): ReleaseRecord | undefined {
  return records.find(({ outcome }) => outcome === "succeeded" || outcome === "destroyed");
}

function readableRecords(history: History): readonly ReleaseRecord[] {
  requireReadable(history, lastSettled(history)?.id ?? 0);
  return history.records;
}

/** @throws DeployError RELEASE_INVALID where a record that is newer than `since` cannot be read */
export function requireReadable({ unreadable }: History, since: number): void {
  const newer = unreadable.find(({ id }) => id > since);
  if (newer !== undefined) throw newer.error;
}

/** By target and key: what this process has read, most commands several times. */
const recordsRead = new WeakMap<AwsTarget, Map<string, { readonly etag: string; readonly record: ReleaseRecord }>>();

/** A record that was read before, if its object is still the same. */
function readEarlier(target: AwsTarget, stage: Stage, id: number, etag: string): ReleaseRecord | null {
  const known = recordsRead.get(target)?.get(recordKey(stage, id));
  return known !== undefined && etag !== "" && known.etag === etag ? known.record : null;
}

function remember(target: AwsTarget, stage: Stage, etag: string, record: ReleaseRecord): void {
  const records = recordsRead.get(target) ?? new Map<string, { etag: string; record: ReleaseRecord }>();
  recordsRead.set(target, records.set(recordKey(stage, record.id), { etag, record }));
}

/** @throws DeployError RELEASE_UNKNOWN, RELEASE_INVALID */
export async function readRecord(target: AwsTarget, stage: Stage, id: number): Promise<ReleaseRecord> {
  const { GetObjectCommand } = await import("./s3Sdk");
  const client = await s3Client(target);
  const [Bucket, Key] = [DRIVER_NAMES.deploymentsBucket(stage), recordKey(stage, id)];
  const object = await calling(target, `reading ${Key}`, async () => {
    try {
      const { Body, ETag = "" } = await client.send(new GetObjectCommand({ Bucket, Key }));
      return { text: (await Body?.transformToString()) ?? "", etag: ETag };
    } catch (error) {
      if (await isObjectMissing(client, Bucket, Key, error)) return null;
      throw error;
    }
  });
  if (object === null) {
    throw new DeployError(
      "RELEASE_UNKNOWN",
      `${stage.name} has no release ${String(id)}.`,
      `List the releases: \`bin/deploy releases list ${stage.name}\`.`,
    );
  }
  const record = await readRecordText(object.text, stage, id);
  remember(target, stage, object.etag, record);
  return record;
}
