import { setTimeout as sleep } from "node:timers/promises";
import type { BackupClient } from "@aws-sdk/client-backup";
import type { TableFacts } from "../../../model/backup/exportPlan";
import { serviceRoleArn } from "../../../model/access/serviceRoles";
import { DeployError } from "../../../model/errors";
import { DRIVER_NAMES } from "../../../model/names";
import { calling } from "../../aws/errors";
import { clientConfig, type AwsTarget } from "../../aws/target";
import type { NativeTask, TableBackup } from "./nativeTask";

/** A recovery point of a table takes minutes. */
const POLL_MS = 15_000;

export async function backupClient(target: AwsTarget): Promise<BackupClient> {
  const { BackupClient } = await import("@aws-sdk/client-backup");
  return new BackupClient(clientConfig(target));
}

/** What a job of AWS Backup says about itself. */
interface JobState {
  readonly state: string;
  readonly message: string;
  /** ARN of its recovery point. */
  readonly point: string;
  readonly bytes: number | null;
}

const FAILED = ["ABORTED", "EXPIRED", "FAILED", "PARTIAL"];

/**
 * Makes a recovery point of a table, and its copy in the vault of the recovery region.
 * @param pollMs between two calls
 */
export async function startRecoveryPoint(
  task: NativeTask,
  { table }: TableFacts,
  pollMs = POLL_MS,
): Promise<TableBackup> {
  const { account, region } = task.target;
  const own = await backupClient(task.target);
  const point = await calling(task.target, `backing up the table ${table}`, async () => {
    const { DescribeBackupJobCommand, StartBackupJobCommand } = await import("@aws-sdk/client-backup");
    const { BackupJobId } = await own.send(
      new StartBackupJobCommand({
        BackupVaultName: DRIVER_NAMES.backupVault,
        ResourceArn: `arn:aws:dynamodb:${region}:${account}:table/${table}`,
        ...settingsOf(task),
        RecoveryPointTags: { "listbackup:set": String(task.id) },
        // The same job where a request is repeated.
        IdempotencyToken: `${String(task.id)}-${table}`,
      }),
    );
    return completed(task, `the backup of ${table}`, pollMs, async () => {
      const job = await own.send(new DescribeBackupJobCommand({ BackupJobId }));
      const { State = "", StatusMessage = "", RecoveryPointArn = "", BackupSizeInBytes = null } = job;
      return { state: State, message: StatusMessage, point: RecoveryPointArn, bytes: BackupSizeInBytes };
    });
  });
  const vault = DRIVER_NAMES.backupVault;
  const copy = await calling(task.target, `copying the backup of ${table}`, async () => {
    const { DescribeCopyJobCommand, StartCopyJobCommand } = await import("@aws-sdk/client-backup");
    const { CopyJobId } = await own.send(
      new StartCopyJobCommand({
        RecoveryPointArn: point.point,
        SourceBackupVaultName: vault,
        DestinationBackupVaultArn: `arn:aws:backup:${task.store.target.region}:${account}:backup-vault:${vault}`,
        ...settingsOf(task),
        IdempotencyToken: `${String(task.id)}-${table}-copy`,
      }),
    );
    return completed(task, `the copy of the backup of ${table}`, pollMs, async () => {
      const { CopyJob = {} } = await own.send(new DescribeCopyJobCommand({ CopyJobId }));
      const { State = "", StatusMessage = "", DestinationRecoveryPointArn = "", BackupSizeInBytes = null } = CopyJob;
      return { state: State, message: StatusMessage, point: DestinationRecoveryPointArn, bytes: BackupSizeInBytes };
    });
  });
  return { native: { kind: "aws-backup", arn: copy.point, vault }, bytes: copy.bytes ?? point.bytes };
}

function settingsOf({ target, retentionDays }: NativeTask): {
  readonly IamRoleArn: string;
  readonly Lifecycle: { readonly DeleteAfterDays: number };
} {
  return {
    IamRoleArn: serviceRoleArn(target.account, DRIVER_NAMES.backupRole),
    Lifecycle: { DeleteAfterDays: retentionDays },
  };
}

/** Waits for a job. @throws DeployError AWS where it fails */
async function completed(
  { signal }: NativeTask,
  what: string,
  pollMs: number,
  describe: () => Promise<JobState>,
): Promise<JobState> {
  for (;;) {
    const job = await describe();
    if (job.state === "COMPLETED") return job;
    if (FAILED.includes(job.state))
      throw new DeployError(
        "AWS",
        `AWS Backup did not complete ${what}: ${job.state}${job.message === "" ? "" : `, ${job.message}`}. The set is incomplete.`,
        "Fix what it says, then run the same command again; or use the logical way: --way logical.",
      );
    await sleep(pollMs, undefined, { signal });
  }
}
