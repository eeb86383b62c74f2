import type { S3Client } from "@aws-sdk/client-s3";
import { z } from "zod";
import { DeployError } from "../../../model/errors";
import { DRIVER_NAMES } from "../../../model/names";
import type { Stage } from "../../../model/stage/stage";
import type { ExportedState, ResourceState } from "../../engine/state/exportedState";
import { s3Client } from "./bucket";
import { objectNames } from "./objects";
import { calling } from "../errors";
import type { AwsTarget } from "../target";

/** Backups of a stage's state that are kept: the newest. */
export const MAX_BACKUPS = 30;

/**
 * Writes a backup of a stage's state to the account's state bucket: `backups/<stage>/<Unix milliseconds>.json`, which
 * `pulumi stack import --file` accepts. Secrets stay encrypted.
 * @param options.stack the stack whose state it is; default: that of the stage
 * @throws DeployError STATE_NOT_COPIED: nothing may be changed without a backup
 */
export async function backUpState(
  target: AwsTarget,
  stage: Stage,
  state: object,
  { stack = stage.name, now = Date.now }: { readonly stack?: string; readonly now?: () => number } = {},
): Promise<void> {
  const Bucket = DRIVER_NAMES.stateBucket(stage);
  const folder = folderOf({ name: stack });
  try {
    const { PutObjectCommand } = await import("./s3Sdk");
    const client = await s3Client(target);
    await calling(target, `backing up the state to ${Bucket}`, async () => {
      await client.send(
        new PutObjectCommand({
          Bucket,
          Key: `${folder}${String(now())}.json`,
          Body: JSON.stringify(state),
          ContentType: "application/json",
          ExpectedBucketOwner: target.account,
        }),
      );
      await pruneBackups(client, Bucket, folder);
    });
  } catch (error) {
    if (!(error instanceof DeployError)) throw error;
    // Connection and credentials errors have remedies of their own.
    if (error.code !== "AWS") throw error;
    throw new DeployError(
      "STATE_NOT_COPIED",
      `The state of ${stage.name} could not be backed up. Nothing was changed. ${error.what}`,
      `Repair the bucket with \`bin/deploy bootstrap ${stage.name}\`, then run the same command again. Nothing is changed without a backup.`,
      { cause: error },
    );
  }
}

/** @returns Unix milliseconds of a stage's backups, newest first */
export async function listBackups(target: AwsTarget, stage: Stage): Promise<readonly number[]> {
  const names = await objectNames(target, {
    Bucket: DRIVER_NAMES.stateBucket(stage),
    Prefix: folderOf(stage),
    ExpectedBucketOwner: target.account,
    doing: `listing the backups of the state of ${stage.name}`,
  });
  const times = names.flatMap((name) => /^(\d{13})\.json$/.exec(name)?.[1] ?? []);
  return times.map(Number).sort((a, b) => b - a);
}

/** @throws DeployError AWS; STATE_UNREADABLE where it has another format */
export async function readBackup(target: AwsTarget, stage: Stage, backup: number): Promise<ExportedState> {
  const { GetObjectCommand } = await import("./s3Sdk");
  const client = await s3Client(target);
  const Key = `${folderOf(stage)}${String(backup)}.json`;
  const text = await calling(target, `reading ${Key}`, async () => {
    const { Body } = await client.send(
      new GetObjectCommand({ Bucket: DRIVER_NAMES.stateBucket(stage), Key, ExpectedBucketOwner: target.account }),
    );
    return (await Body?.transformToString()) ?? "";
  });
  try {
    return backupSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new DeployError(
      "STATE_UNREADABLE",
      `The backup ${String(backup)} of the state of ${stage.name} is not one of this program's, or was altered. Nothing was changed.`,
      `Choose another one: \`bin/deploy restore-state ${stage.name} --list\`.`,
      { cause },
    );
  }
}

const backupSchema = z.looseObject({
  version: z.int(),
  deployment: z.looseObject({
    resources: z.array(z.custom<ResourceState>((one) => typeof one === "object")).optional(),
  }),
}) as unknown as z.ZodType<ExportedState>;

function folderOf({ name }: { readonly name: string }): string {
  return `backups/${name}/`;
}

async function pruneBackups(client: S3Client, Bucket: string, Prefix: string): Promise<void> {
  const { DeleteObjectsCommand, ListObjectsV2Command } = await import("./s3Sdk");
  // One page has a thousand, and there are at most 31.
  const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket, Prefix }));
  const old = backupsToPrune(Contents.flatMap(({ Key }) => (Key === undefined ? [] : [Key])));
  if (old.length === 0) return;
  await client.send(
    new DeleteObjectsCommand({ Bucket, Delete: { Objects: old.map((Key) => ({ Key })), Quiet: true } }),
  );
}

/** Keys of the backups except the newest 30. Keys sort by time: milliseconds have 13 digits until the year 2286. */
function backupsToPrune(keys: readonly string[]): readonly string[] {
  return [...keys].sort().slice(0, Math.max(0, keys.length - MAX_BACKUPS));
}
