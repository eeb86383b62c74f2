import { setTimeout as sleep } from "node:timers/promises";
import type { TableFacts } from "../../../model/backup/exportPlan";
import type { TableCopy } from "../../../model/backup/set";
import { DeployError } from "../../../model/errors";
import { calling } from "../../aws/errors";
import { inParallel } from "../../aws/parallel";
import { startRecoveryPoint } from "./awsBackup";
import { dynamoBackupName } from "./dynamoBackups";
import { dynamoClient } from "./tableFacts";
import type { NativeTask, TableBackup } from "./nativeTask";

/** DynamoDB allows 50 backups in progress in an account. */
const PARALLEL_BACKUPS = 8;
const POLL_MS = 2_000;

/**
 * Backs tables up by AWS's own means, without reading them: by AWS Backup with a copy in the recovery region, and in a rehearsal,
 * whose emulator copies no recovery points, by DynamoDB's backups, which stay in their region.
 */
export async function backUpTables(task: NativeTask, tables: readonly TableFacts[]): Promise<readonly TableCopy[]> {
  const copies = new Map<string, TableCopy>();
  const backUp = task.target.kind === "rehearsal" ? dynamoBackup : startRecoveryPoint;
  await inParallel(tables, PARALLEL_BACKUPS, async (facts) => {
    const { native, bytes } = await backUp(task, facts);
    const { name, table, keys } = facts;
    copies.set(name, { name, table, keys: [...keys], items: null, bytes, digest: null, files: [], native });
    task.report({ table: name, items: facts.items, bytes: facts.bytes });
  });
  return tables.flatMap(({ name }) => copies.get(name) ?? []);
}

async function dynamoBackup(task: NativeTask, { table }: TableFacts): Promise<TableBackup> {
  const { CreateBackupCommand, DescribeBackupCommand } = await import("@aws-sdk/client-dynamodb");
  const client = await dynamoClient(task.target);
  return calling(task.target, `backing up the table ${table}`, async () => {
    const BackupName = dynamoBackupName(task.short, task.id);
    let details = (await client.send(new CreateBackupCommand({ TableName: table, BackupName }))).BackupDetails;
    const BackupArn = details?.BackupArn ?? "";
    while (details?.BackupStatus === "CREATING") {
      await sleep(POLL_MS, undefined, { signal: task.signal });
      details = (await client.send(new DescribeBackupCommand({ BackupArn }))).BackupDescription?.BackupDetails;
    }
    if (details?.BackupStatus !== "AVAILABLE")
      throw new DeployError(
        "AWS",
        `DynamoDB did not complete the backup of ${table}: its status is ${details?.BackupStatus ?? "unknown"}. The set is incomplete.`,
        "Run the same command again, or use the logical way: --way logical.",
      );
    return { native: { kind: "dynamodb", arn: BackupArn }, bytes: details.BackupSizeBytes ?? null };
  });
}
