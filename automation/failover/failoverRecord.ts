import type { FailoverRecord } from "../../model/failover/record";
import { DeployError } from "../../model/errors";
import type { StageName } from "../../model/stage/name";
import { putBytes } from "../backup/store/files";
import { readText } from "../backup/store/storedText";
import type { SetStore } from "../backup/store/setStore";

const currentKey = (stage: StageName): string => `failovers/${stage}.json`;
const pastKey = (stage: StageName, id: number): string => `failovers/${stage}/${String(id)}.json`;

/**
 * The failover of a stage that has begun and not ended with a failback. Calls the recovery region only.
 * @throws DeployError FAILED_OVER where the record cannot be read
 */
export async function readFailover(store: SetStore): Promise<FailoverRecord | null> {
  const text = await readText(store, currentKey(store.stage));
  if (text === null) return null;
  const { failoverRecordSchema, isFailedOver } = await import("../../model/failover/record");
  try {
    const record = failoverRecordSchema.parse(JSON.parse(text));
    return isFailedOver(record) ? record : null;
  } catch (cause) {
    throw new DeployError(
      "FAILED_OVER",
      `The record of a failover of ${store.stage} cannot be read, so the stage counts as failed over. Nothing was changed.`,
      `Look at s3://${store.bucket}/${currentKey(store.stage)}: a newer version of this program may have written it.`,
      { cause },
    );
  }
}

/** Before each step: what it changes can be reversed by the record. */
export async function writeFailover(store: SetStore, record: FailoverRecord): Promise<void> {
  const { failoverRecordSchema } = await import("../../model/failover/record");
  await putBytes(store, currentKey(store.stage), Buffer.from(JSON.stringify(failoverRecordSchema.parse(record))));
}

/** Ends a failover: its record is kept under its id. */
export async function closeFailover(store: SetStore, record: FailoverRecord): Promise<void> {
  const { failoverRecordSchema } = await import("../../model/failover/record");
  const closed = failoverRecordSchema.parse({ ...record, phase: "returned" });
  await putBytes(store, pastKey(store.stage, record.id), Buffer.from(JSON.stringify(closed)));
  await writeFailover(store, closed);
}
