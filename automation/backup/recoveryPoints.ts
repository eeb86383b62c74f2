import type { RecoveryPointByBackupVault } from "@aws-sdk/client-backup";
import { DRIVER_NAMES } from "../../model/names";
import { calling, isNotFound } from "../aws/errors";
import { backupClient } from "./ways/awsBackup";
import type { SetStore } from "./store/setStore";

/** The recovery points of AWS Backup of one night. */
export interface RecoveryNight {
  /** Unix seconds of the first. */
  readonly startedAt: number;
  /** Physical names of the tables, sorted. */
  readonly tables: readonly string[];
  readonly bytes: number;
  /** `partial`: a job did not complete, or a table that the night before had is missing. */
  readonly completeness: "complete" | "partial";
}

/** A night's jobs start within hours; the next night's a day later. */
const MAX_PAUSE_SECONDS = 6 * 3_600;

/** Nights of recovery points of a stage's tables in the vault of the recovery region, newest first; none without a vault. */
export async function recoveryNights(store: SetStore, short: string): Promise<readonly RecoveryNight[]> {
  const { paginateListRecoveryPointsByBackupVault } = await import("@aws-sdk/client-backup");
  const client = await backupClient(store.target);
  const BackupVaultName = DRIVER_NAMES.backupVault;
  return calling(store.target, `listing the recovery points in ${BackupVaultName}`, async () => {
    const points: RecoveryPointByBackupVault[] = [];
    try {
      for await (const page of paginateListRecoveryPointsByBackupVault({ client }, { BackupVaultName }))
        points.push(...(page.RecoveryPoints ?? []));
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
    return nightsOf(points, `listbackup-${short}-`);
  });
}

function nightsOf(points: readonly RecoveryPointByBackupVault[], prefix: string): readonly RecoveryNight[] {
  const own = points.flatMap(({ ResourceArn = "", CreationDate, BackupSizeInBytes = 0, Status }) => {
    const table = ResourceArn.split("table/")[1] ?? "";
    if (!table.startsWith(prefix)) return [];
    const at = Math.floor((CreationDate?.getTime() ?? 0) / 1_000);
    return [{ table, at, bytes: BackupSizeInBytes, isComplete: Status === "COMPLETED" }];
  });
  const nights: (typeof own)[] = [];
  let last = -Infinity;
  for (const point of own.sort((a, b) => a.at - b.at)) {
    if (point.at - last > MAX_PAUSE_SECONDS) nights.push([]);
    nights.at(-1)?.push(point);
    last = point.at;
  }
  return nights
    .map((night, index): RecoveryNight => {
      const tables = tablesOf(night);
      const before = tablesOf(nights[index - 1] ?? []);
      const isWhole = night.every(({ isComplete }) => isComplete) && before.every((table) => tables.includes(table));
      return {
        startedAt: night[0]?.at ?? 0,
        tables,
        bytes: night.reduce((sum, { bytes }) => sum + bytes, 0),
        completeness: isWhole ? "complete" : "partial",
      };
    })
    .reverse();
}

function tablesOf(points: readonly { readonly table: string }[]): readonly string[] {
  return [...new Set(points.map(({ table }) => table))].sort();
}
