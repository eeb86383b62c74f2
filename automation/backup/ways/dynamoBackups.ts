import { calling, isNotFound } from "../../aws/errors";
import type { AwsTarget } from "../../aws/target";
import { dynamoClient } from "./tableFacts";

/** A backup that DynamoDB keeps in the region of its table. */
export interface DynamoBackup {
  readonly arn: string;
  readonly name: string;
  readonly bytes: number | null;
}

/** Name of a table's backup in a set: `prune` finds it by stage and set. @param short of the stage, in names */
export function dynamoBackupName(short: string, set: number): string {
  return `listbackup-${short}-${String(set)}`;
}

/** The set that a backup is of; null: its name is none of ours. */
export function setOfBackup(short: string, name: string): number | null {
  const id = name.startsWith(`listbackup-${short}-`) ? name.slice(`listbackup-${short}-`.length) : "";
  return /^[1-9]\d{8,10}$/.test(id) ? Number(id) : null;
}

/** DynamoDB's backups of the sets of a stage. */
export async function dynamoBackups(target: AwsTarget, short: string): Promise<readonly DynamoBackup[]> {
  const { ListBackupsCommand } = await import("@aws-sdk/client-dynamodb");
  const client = await dynamoClient(target);
  return calling(target, "listing the backups of tables", async () => {
    const found: DynamoBackup[] = [];
    let from: string | undefined;
    do {
      const start = from === undefined ? {} : { ExclusiveStartBackupArn: from };
      const page = await client.send(new ListBackupsCommand({ BackupType: "USER", ...start }));
      for (const { BackupArn = "", BackupName = "", BackupSizeBytes = null } of page.BackupSummaries ?? [])
        if (setOfBackup(short, BackupName) !== null)
          found.push({ arn: BackupArn, name: BackupName, bytes: BackupSizeBytes });
      from = page.LastEvaluatedBackupArn;
    } while (from !== undefined);
    return found;
  });
}

/** Deletes a backup; one that is gone already is ignored. */
export async function deleteDynamoBackup(target: AwsTarget, BackupArn: string): Promise<void> {
  const { DeleteBackupCommand } = await import("@aws-sdk/client-dynamodb");
  const client = await dynamoClient(target);
  await calling(target, `deleting the backup ${BackupArn}`, async () => {
    try {
      await client.send(new DeleteBackupCommand({ BackupArn }));
    } catch (error) {
      if (!isNotFound(error) && (error as Error).name !== "BackupNotFoundException") throw error;
    }
  });
}
