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
import { jsonOf } from "../../json";
import { ValidTexts } from "../../validTexts";

const PARALLEL_READS = 8;
/** Number of records that are read to find the live release. */
const RECENT_RECORDS = 30;

const validRecords = new ValidTexts("records");

function keyOf(stage: Stage, id: number): string {
  return `releases/${stage.name}/${String(id)}.json`;
}

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
  const { recordSchema } = await import("../../../model/release/recordSchema");
  const client = await s3Client(target);
  const Key = keyOf(stage, record.id);
  const checked = recordSchema.parse(record);
  const Body = JSON.stringify(checked);
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
      // The next command reads what this one wrote.
      validRecords.add(Body, checked);
      await validRecords.store();
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
  await validRecords.store();
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
  const known = recordsRead.get(target)?.get(keyOf(stage, id));
  return known !== undefined && etag !== "" && known.etag === etag ? known.record : null;
}

function remember(target: AwsTarget, stage: Stage, etag: string, record: ReleaseRecord): void {
  const records = recordsRead.get(target) ?? new Map<string, { etag: string; record: ReleaseRecord }>();
  recordsRead.set(target, records.set(keyOf(stage, record.id), { etag, record }));
}

/** @throws DeployError RELEASE_UNKNOWN, RELEASE_INVALID */
export async function readRecord(target: AwsTarget, stage: Stage, id: number): Promise<ReleaseRecord> {
  const { GetObjectCommand } = await import("./s3Sdk");
  const client = await s3Client(target);
  const [Bucket, Key] = [DRIVER_NAMES.deploymentsBucket(stage), keyOf(stage, id)];
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
  const record = await parsed(object.text, stage, id);
  remember(target, stage, object.etag, record);
  return record;
}

/** The schema is loaded late: of a record that was valid nothing is checked. */
async function parsed(text: string, stage: Stage, id: number): Promise<ReleaseRecord> {
  const known = validRecords.valueOf(text) as ReleaseRecord | undefined;
  if (known?.id === id && known.stage === stage.name) return known;
  const value = jsonOf(text);
  const { recordSchema } = await import("../../../model/release/recordSchema");
  const record = recordSchema.safeParse(value);
  if (record.success && record.data.id === id && record.data.stage === stage.name) {
    validRecords.add(text, record.data);
    return record.data;
  }
  const schema = (value as { readonly schema?: unknown } | null)?.schema;
  throw new DeployError(
    "RELEASE_INVALID",
    typeof schema === "number" && schema > 1
      ? `The release ${String(id)} was written by a newer version of this program (schema ${String(schema)}).`
      : `The record of release ${String(id)} of ${stage.name} is not one of this program's, or was altered.`,
    typeof schema === "number" && schema > 1
      ? "Use that version, or a newer one."
      : `Find out who wrote it, and restore its earlier version or delete it: ${keyOf(stage, id)} in ${DRIVER_NAMES.deploymentsBucket(stage)}, which keeps every version.`,
  );
}
