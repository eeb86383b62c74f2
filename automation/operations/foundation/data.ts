import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { backupBuckets } from "../../../model/account/backups";
import type { Foundation } from "../../../model/account/foundation";
import { DRIVER_NAMES } from "../../../model/names";
import { withoutSecretsProvider } from "../../../model/stage/secretsProvider";
import { stateKeyId } from "../../aws/account/existing";
import { scheduleStateKeyDeletion } from "../../aws/account/stateKey";
import { bucketExists } from "../../aws/buckets/bucket";
import { deleteBucket } from "../../aws/buckets/deleteBucket";
import type { AwsTarget } from "../../aws/target";
import type { Context } from "../../commands/command";
import { writeWhole } from "../../files";
import { stageFile, type Session } from "../../session";

/** A bucket or key that outlasts a foundation. */
export interface FoundationData {
  readonly name: string;
  readonly what: string;
}

export interface RemoveResult {
  /** Resources that were removed, as `audit (Trail)`. */
  readonly removed: readonly string[];
  /** What remains in AWS, with its reason. */
  readonly remaining: readonly FoundationData[];
}

/** What exists of the buckets and the key of a foundation. */
export async function foundationData(target: AwsTarget, foundation: Foundation): Promise<readonly FoundationData[]> {
  const { owner } = foundation;
  const buckets = [
    { name: DRIVER_NAMES.stateBucket(owner), what: "Pulumi's state, its backups, leases" },
    { name: DRIVER_NAMES.deploymentsBucket(owner), what: "releases, artifacts, events of deployments" },
    { name: DRIVER_NAMES.auditBucket(owner), what: "recorded events, locked until their retention ends" },
    ...backupBuckets(foundation).map(({ bucket: name, what }) => ({ name, what })),
  ];
  const key = { name: DRIVER_NAMES.stateKeyAlias, what: "KMS key of the state's secrets, 1 USD a month" };
  const exist = await Promise.all([
    ...buckets.map(({ name }) => bucketExists(target, name)),
    stateKeyId(target).then((id) => id !== null),
  ]);
  return [...buckets, key].filter((_data, index) => exist[index] === true);
}

/**
 * Deletes the buckets with all versions of their objects, and the key, whose deletion KMS delays. The audit bucket is only
 * deleted where it is empty. Repeating it continues an interrupted one.
 */
export async function deleteFoundationData(
  { wiring, terminal }: Context,
  { target }: Session,
  foundation: Foundation,
): Promise<void> {
  const { owner, stages } = foundation;
  await deleteBucket(target, DRIVER_NAMES.auditBucket(owner), "if empty");
  const backups = backupBuckets(foundation).map(({ bucket }) => bucket);
  for (const name of [...backups, DRIVER_NAMES.deploymentsBucket(owner), DRIVER_NAMES.stateBucket(owner)]) {
    if (await deleteBucket(target, name, "with content")) terminal.note(`  removed ${name}`);
  }
  const days = await scheduleStateKeyDeletion(target);
  if (days !== null) terminal.note(`  KMS deletes the key of the state's secrets in ${String(days)} days`);
  if (target.kind === "rehearsal") return;
  // A data key under the deleted key would be used for the next state.
  for (const { name } of stages) {
    const file = join(wiring.root, stageFile(name));
    const text = await readFile(file, "utf8");
    const without = withoutSecretsProvider(text);
    if (without !== text) await writeWhole(file, without);
  }
}
