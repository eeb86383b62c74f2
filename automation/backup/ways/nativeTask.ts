import type { NativeBackup } from "../../../model/backup/set";
import type { ExportTask } from "./logical";

/** What the native way needs besides: names of the backups, and how long they are kept. */
export interface NativeTask extends ExportTask {
  /** Id of the set. */
  readonly id: number;
  /** Of the stage, in names. */
  readonly short: string;
  readonly retentionDays: number;
}

/** A backup of a table, and its size; null: AWS does not say. */
export interface TableBackup {
  readonly native: NativeBackup;
  readonly bytes: number | null;
}
