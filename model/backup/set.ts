import { createHash } from "node:crypto";
import { z } from "zod";
import { digestSchema } from "../release/release";
import { STAGES } from "../stage/name";
import { canonicalJson } from "./canonicalJson";

/*
 * Manifest of a backup set: `sets/<stage>/<id>/manifest.json` in the backups bucket of the recovery region. It is written last: a
 * set without a manifest is incomplete.
 */

/** How tables are backed up: by reading their items, or by AWS's own backups. */
export const BACKUP_WAYS = ["logical", "native"] as const;
export type BackupWay = (typeof BACKUP_WAYS)[number];

/** An object of the backups bucket. */
const fileRefSchema = z.strictObject({
  key: z.string(),
  bytes: z.int().min(0),
  sha256: digestSchema,
  /** Version of the object; null where the bucket has no versions. */
  versionId: z.string().nullable(),
});
export type FileRef = z.infer<typeof fileRefSchema>;

const nativeBackupSchema = z.discriminatedUnion("kind", [
  /** DynamoDB's own backup: in the account and region of its table, and restored there only. */
  z.strictObject({ kind: z.literal("dynamodb"), arn: z.string() }),
  /** A recovery point of AWS Backup, copied to the vault of the recovery region. */
  z.strictObject({ kind: z.literal("aws-backup"), arn: z.string(), vault: z.string() }),
]);
export type NativeBackup = z.infer<typeof nativeBackupSchema>;

const keyAttributeSchema = z.strictObject({ name: z.string(), type: z.enum(["S", "N", "B"]) });

const tableCopySchema = z.strictObject({
  /** Name in the catalog. */
  name: z.string(),
  /** Physical name. */
  table: z.string(),
  /** Partition key, and sort key where there is one. */
  keys: z.array(keyAttributeSchema).min(1).max(2),
  /** Items that were read; null: by the native way, which reads none. */
  items: z.int().min(0).nullable(),
  /** Size of the items as DynamoDB JSON, uncompressed; by the native way the size of the backup, or null: unknown. */
  bytes: z.int().min(0).nullable(),
  /** Digest of all items, whatever their order (`itemDigest.ts`); null: by the native way. */
  digest: digestSchema.nullable(),
  /** `*.json.gz`: lines of {"Item": …} in DynamoDB JSON, as in AWS's own exports. */
  files: z.array(fileRefSchema),
  native: nativeBackupSchema.nullable(),
});
export type TableCopy = z.infer<typeof tableCopySchema>;

const bucketCopySchema = z.strictObject({
  /** Name in the catalog. */
  name: z.string(),
  bucket: z.string(),
  /** Bucket in the recovery region that the objects are replicated to. */
  replica: z.string(),
  /** Objects of the replica and their size. */
  objects: z.int().min(0),
  bytes: z.int().min(0),
  /** Objects that are not in the replica: too large to copy, or archived; or all, where there is no replica. */
  pending: z.int().min(0),
});
export type BucketCopy = z.infer<typeof bucketCopySchema>;

/** How a file is encrypted. */
const encryptionSchema = z.discriminatedUnion("kind", [
  /** AES-256-GCM with a data key that a KMS key of the recovery region has encrypted. */
  z.strictObject({ kind: z.literal("kms"), keyArn: z.string() }),
  /** age (age-encryption.org/v1) */
  z.strictObject({ kind: z.literal("age"), recipients: z.array(z.string()).min(1) }),
]);
export type Encryption = z.infer<typeof encryptionSchema>;

/** Repositories that a release is made of: the handlers, and this program with catalog and configuration. */
const REPOSITORIES = ["backend", "program"] as const;

const sourceCopySchema = z.strictObject({
  repository: z.enum(REPOSITORIES),
  commit: z.string().nullable(),
  /** Git bundle with the commit and its history as the branch `backup`; null where there is none. */
  file: fileRefSchema.nullable(),
  /** Why there is no bundle, or what it lacks; null: it is complete. */
  problem: z.string().nullable(),
});
export type SourceCopy = z.infer<typeof sourceCopySchema>;

const backupSetSchema = z.strictObject({
  schema: z.literal(1),
  /** Start in Unix seconds; unique per stage. */
  id: z.int().positive(),
  stage: z.enum(STAGES),
  account: z.string(),
  region: z.string(),
  way: z.enum(BACKUP_WAYS),
  /** Unix seconds. What was written before `startedAt` is in the set; what was written until `endedAt` may be. */
  startedAt: z.int(),
  endedAt: z.int(),
  /** The newest release that succeeded. */
  release: z.strictObject({ id: z.int(), commit: z.string().nullable(), record: fileRefSchema }),
  /** Deployments that had not succeeded, or ran, while the set was made. */
  unfinished: z.array(z.int()),
  /** In the backups bucket, with the keys of the deployments bucket. */
  artifacts: z.array(fileRefSchema),
  /** The engine's state, with encrypted secrets; null where the stage has none. */
  state: fileRefSchema.nullable(),
  source: z.array(sourceCopySchema),
  tables: z.array(tableCopySchema),
  buckets: z.array(bucketCopySchema),
  /** Attributes and groups of users, without passwords and MFA secrets; null where the stage has no user pool. */
  users: z
    .strictObject({
      /** Id of the pool. */
      pool: z.string(),
      /** `*.json.gz`: lines of users.ts. */
      files: z.array(fileRefSchema),
      users: z.int().min(0),
      groups: z.int().min(0),
    })
    .nullable(),
  parameters: z.strictObject({ file: fileRefSchema, names: z.array(z.string()), encryption: encryptionSchema }),
  /** Version of this program. */
  program: z.string(),
  /** ARN of the caller. */
  who: z.string(),
});
export type BackupSet = z.infer<typeof backupSetSchema>;

/** The manifest as it is stored: the set, and the SHA-256 of its canonical JSON. */
export const manifestSchema = z.strictObject({ digest: digestSchema, set: backupSetSchema });

/** Written first, so that an interrupted backup is listed. */
export const startedSchema = z.strictObject({
  schema: z.literal(1),
  id: z.int().positive(),
  stage: z.enum(STAGES),
  way: z.enum(BACKUP_WAYS),
  program: z.string(),
  who: z.string(),
});
export type StartedSet = z.infer<typeof startedSchema>;

/** A restore that has used a set. */
export const restoreUseSchema = z.strictObject({
  target: z.enum(STAGES),
  /** Id of the release that the restore deployed. */
  release: z.int(),
  /** Unix seconds */
  at: z.int(),
  outcome: z.enum(["started", "succeeded", "failed"]),
});
export type RestoreUse = z.infer<typeof restoreUseSchema>;

/** Text of a manifest. */
export function manifestText(set: BackupSet): string {
  return JSON.stringify({ digest: manifestDigest(set), set });
}

/** SHA-256 of the canonical JSON of a set. */
export function manifestDigest(set: BackupSet): string {
  return createHash("sha256").update(canonicalJson(set)).digest("hex");
}

/** Every file that a set refers to. */
export function filesOf(set: BackupSet): readonly FileRef[] {
  return [
    set.release.record,
    ...set.artifacts,
    ...(set.state === null ? [] : [set.state]),
    ...set.source.flatMap(({ file }) => (file === null ? [] : [file])),
    ...set.tables.flatMap(({ files }) => files),
    ...(set.users?.files ?? []),
    set.parameters.file,
  ];
}

/** Size of a set's files, without the artifacts, which sets share. bytes */
export function sizeOf(set: BackupSet): number {
  return filesOf({ ...set, artifacts: [] }).reduce((sum, { bytes }) => sum + bytes, 0);
}
