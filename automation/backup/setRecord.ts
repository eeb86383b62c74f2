import type { BackupSet, FileRef } from "../../model/backup/set";
import { recordSchema, type ReleaseRecord } from "../../model/release/recordSchema";
import { recordIn } from "../aws/buckets/recordTexts";
import { jsonOf } from "../json";
import { altered, putBytes, readBytes } from "./store/files";
import type { SetStore } from "./store/setStore";

/** Writes the record of a set's release, without what it says of the stage's state: a restore has another one. */
export async function writeSetRecord(store: SetStore, key: string, record: ReleaseRecord): Promise<FileRef> {
  const copy = recordSchema.parse({ ...record, schema: 1, deployed: null });
  return putBytes(store, key, Buffer.from(JSON.stringify(copy)));
}

/** The record of a set's release. @throws DeployError SET_ALTERED; RELEASE_INVALID where a newer version of this program wrote it */
export async function readSetRecord(store: SetStore, set: BackupSet): Promise<ReleaseRecord> {
  const { id, record: file } = set.release;
  const record = await recordIn(jsonOf((await readBytes(store, file)).toString()), { name: set.stage }, id);
  if (record === null) throw altered(store, [`${file.key} is not the record of release ${String(id)}`]);
  return record;
}
