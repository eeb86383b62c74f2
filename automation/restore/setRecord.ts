import type { BackupSet } from "../../model/backup/set";
import { recordSchema, type ReleaseRecord } from "../../model/release/recordSchema";
import { altered, readBytes } from "../backup/store/files";
import { jsonOf } from "../json";
import type { SetStore } from "../backup/store/setStore";

/** The record of a set's release. @throws DeployError SET_ALTERED */
export async function readSetRecord(store: SetStore, set: BackupSet): Promise<ReleaseRecord> {
  const { id, record: file } = set.release;
  const bytes = await readBytes(store, file);
  const record = recordSchema.safeParse(jsonOf(bytes.toString()));
  if (record.success && record.data.id === id && record.data.stage === set.stage) return record.data;
  throw altered(store, [`${file.key} is not the record of release ${String(id)}`]);
}
