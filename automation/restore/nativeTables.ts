import { setTimeout as sleep } from "node:timers/promises";
import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { NativeBackup, TableCopy } from "../../model/backup/set";
import { DeployError } from "../../model/errors";
import { NAMES } from "../../model/names";
import type { Stage } from "../../model/stage/stage";
import { calling, isNotFound } from "../aws/errors";
import { inParallel } from "../aws/parallel";
import { clientConfig } from "../aws/target";
import { restoreRecoveryPoint, type JobSettings } from "./recoveryPoints";
import type { RestoreMeter } from "./restoreMeter";

/** DynamoDB allows 50 restores at once in an account. */
const PARALLEL_RESTORES = 20;

/** The tables of a native set, on their way to a stage. */
export interface NativeRestore extends JobSettings {
  readonly stage: Stage;
  readonly tables: readonly TableCopy[];
  readonly meter: RestoreMeter;
}

/**
 * Restores tables from AWS's own backups, side by side, on demand and with AWS's own key. AWS restores items and indexes; everything else
 * is a change of the deployment that follows: capacity, encryption, point-in-time recovery, TTL, streams, tags, deletion protection.
 * @throws DeployError AWS, RESTORE_TARGET
 */
export async function restoreNativeTables(restore: NativeRestore): Promise<void> {
  const { DynamoDBClient } = await import("@aws-sdk/client-dynamodb");
  const { target, stage, tables, meter } = restore;
  const client = new DynamoDBClient(clientConfig(target));
  meter.begin("Restoring tables", "table", tables.length);
  await inParallel(tables, PARALLEL_RESTORES, async ({ name, native }) => {
    const table = NAMES.table.of(stage, name);
    if (native !== null)
      await calling(target, `restoring the table ${table}`, () => restoreTable(restore, client, table, native));
    meter.add(1);
  });
  client.destroy();
  meter.end();
}

async function restoreTable(
  restore: NativeRestore,
  client: DynamoDBClient,
  table: string,
  native: NativeBackup,
): Promise<void> {
  switch (native.kind) {
    case "dynamodb":
      await restoreBackup(client, table, native.arn);
      break;
    case "aws-backup":
      await restoreRecoveryPoint(restore, table, native.arn);
      break;
  }
  while (!(await isActive(client, table))) await sleep(restore.pollMs, undefined, { signal: restore.signal });
}

/** Unless an interrupted run has started it. */
async function restoreBackup(client: DynamoDBClient, TargetTableName: string, BackupArn: string): Promise<void> {
  const { RestoreTableFromBackupCommand } = await import("@aws-sdk/client-dynamodb");
  const source = await sourceOf(client, TargetTableName);
  if (source === BackupArn) return;
  if (source !== null)
    throw new DeployError(
      "RESTORE_TARGET",
      `The table ${TargetTableName} exists, and was not restored from this set.`,
      "Find out whose it is. If it is not needed, delete it, and run the same command again.",
    );
  await client.send(
    new RestoreTableFromBackupCommand({ TargetTableName, BackupArn, BillingModeOverride: "PAY_PER_REQUEST" }),
  );
}

/** Backup that a table was restored from; "": none; null: there is no table. */
async function sourceOf(client: DynamoDBClient, TableName: string): Promise<string | null> {
  const { DescribeTableCommand } = await import("@aws-sdk/client-dynamodb");
  try {
    const { Table } = await client.send(new DescribeTableCommand({ TableName }));
    return Table?.RestoreSummary?.SourceBackupArn ?? "";
  } catch (error) {
    if (isNotFound(error)) return null;
    throw error;
  }
}

/** A table that is being restored has the status CREATING. */
async function isActive(client: DynamoDBClient, TableName: string): Promise<boolean> {
  const { DescribeTableCommand } = await import("@aws-sdk/client-dynamodb");
  const { Table } = await client.send(new DescribeTableCommand({ TableName }));
  return Table?.TableStatus === "ACTIVE";
}
