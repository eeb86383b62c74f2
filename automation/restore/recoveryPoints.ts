import { setTimeout as sleep } from "node:timers/promises";
import { serviceRoleArn } from "../../model/access/serviceRoles";
import { DeployError } from "../../model/errors";
import { DRIVER_NAMES } from "../../model/names";
import type { AwsTarget } from "../aws/target";
import { backupClient } from "../backup/ways/awsBackup";

/** How restores are started and waited for. */
export interface JobSettings {
  readonly target: AwsTarget;
  /** Id of the restore: a repeated request means the same job. */
  readonly id: number;
  readonly signal: AbortSignal;
  /** Between two questions for the state. ms */
  readonly pollMs: number;
}

const FAILED = ["ABORTED", "FAILED"];

/**
 * Restores a table from a recovery point of AWS Backup. An interrupted run has started the same job: AWS Backup returns it for the same
 * token. Metadata of DynamoDB: https://docs.aws.amazon.com/aws-backup/latest/devguide/restore-testing-inferred-metadata.html
 */
export async function restoreRecoveryPoint(
  { target, id, signal, pollMs }: JobSettings,
  table: string,
  RecoveryPointArn: string,
): Promise<void> {
  const { DescribeRestoreJobCommand, StartRestoreJobCommand } = await import("@aws-sdk/client-backup");
  const client = await backupClient(target);
  const { RestoreJobId } = await client.send(
    new StartRestoreJobCommand({
      RecoveryPointArn,
      IamRoleArn: serviceRoleArn(target.account, DRIVER_NAMES.backupRole),
      ResourceType: "DynamoDB",
      // The deployment that follows encrypts it as the stage says.
      Metadata: { targetTableName: table, encryptionType: "Default" },
      IdempotencyToken: `restore-${String(id)}-${table}`,
    }),
  );
  for (;;) {
    const { Status = "", StatusMessage = "" } = await client.send(new DescribeRestoreJobCommand({ RestoreJobId }));
    if (Status === "COMPLETED") return;
    if (FAILED.includes(Status))
      throw new DeployError(
        "AWS",
        `AWS Backup did not restore ${table}: ${Status}${StatusMessage === "" ? "" : `, ${StatusMessage}`}. Other tables are restored.`,
        "Fix what it says. Remove what was restored, and restore again; or use a logical set: `bin/deploy dr list <stage>`.",
      );
    await sleep(pollMs, undefined, { signal });
  }
}
