import { strict as assert } from "node:assert";
import {
  BackupClient,
  DescribeBackupJobCommand,
  DescribeCopyJobCommand,
  ListRecoveryPointsByBackupVaultCommand,
  ResourceNotFoundException,
  StartBackupJobCommand,
  StartCopyJobCommand,
} from "@aws-sdk/client-backup";
import { mockClient } from "aws-sdk-client-mock";
import { recoveryNights } from "../../../../automation/backup/recoveryPoints";
import { openSetStore } from "../../../../automation/backup/store/setStore";
import { startRecoveryPoint } from "../../../../automation/backup/ways/awsBackup";
import type { NativeTask } from "../../../../automation/backup/ways/nativeTask";
import type { TableFacts } from "../../../../model/backup/exportPlan";
import { DeployError } from "../../../../model/errors";
import { useMock } from "../../../support/mocks";
import { stageOf } from "../../../support/release";

const TABLE = "listbackup-prod-users";
const facts: TableFacts = {
  name: "users",
  table: TABLE,
  keys: [{ name: "userId", type: "S" }],
  items: 1,
  bytes: 100,
  capacity: { kind: "on-demand" },
};

describe("AWS Backup", () => {
  const backup = useMock(() => mockClient(BackupClient));
  const production = stageOf("production");
  const { name, short, account, region } = stageOf("disaster-recovery");
  const target = { kind: "aws", region: production.region, account } as const;
  const store = openSetStore({ ...production, recoveryStage: { name, short, account, region } }, target);
  const task: NativeTask = {
    ...{ target, store, prefix: "", id: 1_795_000_000, short: "prod", retentionDays: 35 },
    signal: new AbortController().signal,
    report: () => undefined,
  };

  it("backs a table up, waits for it, and copies it into the vault of the recovery region", async () => {
    backup().on(StartBackupJobCommand).resolves({ BackupJobId: "job" });
    backup()
      .on(DescribeBackupJobCommand, { BackupJobId: "job" })
      .resolvesOnce({ State: "RUNNING" })
      .resolves({ State: "COMPLETED", RecoveryPointArn: "arn:home" });
    backup().on(StartCopyJobCommand).resolves({ CopyJobId: "copy" });
    backup()
      .on(DescribeCopyJobCommand, { CopyJobId: "copy" })
      .resolves({ CopyJob: { State: "COMPLETED", DestinationRecoveryPointArn: "arn:copy", BackupSizeInBytes: 100 } });
    assert.deepEqual(await startRecoveryPoint(task, facts, 1), {
      native: { kind: "aws-backup", arn: "arn:copy", vault: "listbackup-backups" },
      bytes: 100,
    });
    const [request] = backup().commandCalls(StartCopyJobCommand);
    assert.deepEqual(request?.args[0].input, {
      RecoveryPointArn: "arn:home",
      SourceBackupVaultName: "listbackup-backups",
      DestinationBackupVaultArn: `arn:aws:backup:us-east-1:${account}:backup-vault:listbackup-backups`,
      IamRoleArn: `arn:aws:iam::${account}:role/listbackup-backup-role`,
      Lifecycle: { DeleteAfterDays: 35 },
      IdempotencyToken: `1795000000-${TABLE}-copy`,
    });
  });

  it("reports a job that failed, with what AWS says", async () => {
    backup().on(StartBackupJobCommand).resolves({ BackupJobId: "job" });
    backup().on(DescribeBackupJobCommand).resolves({ State: "FAILED", StatusMessage: "no such role" });
    await assert.rejects(
      startRecoveryPoint(task, facts, 1),
      (error: unknown) => error instanceof DeployError && error.code === "AWS" && error.what.includes("no such role"),
    );
  });

  const point = (table: string, hour: number, Status = "COMPLETED"): object => ({
    ResourceArn: `arn:aws:dynamodb:us-west-2:${account}:table/${table}`,
    CreationDate: new Date(Date.UTC(2026, 10, 1, hour)),
    BackupSizeInBytes: 10,
    Status,
  });

  it("has nights of recovery points, and says which is not whole", async () => {
    backup()
      .on(ListRecoveryPointsByBackupVaultCommand)
      .resolvesOnce({ RecoveryPoints: [point(TABLE, 23), point("listbackup-prod-jobs", 26)], NextToken: "more" })
      .resolves({ RecoveryPoints: [point(TABLE, 47), point("listbackup-dev-users", 47)] });
    const nights = await recoveryNights(store, "prod");
    assert.deepEqual(
      nights.map(({ tables, bytes, completeness }) => [tables, bytes, completeness]),
      [
        [[TABLE], 10, "partial"],
        [["listbackup-prod-jobs", TABLE], 20, "complete"],
      ],
    );
  });

  it("has none where the region has no vault", async () => {
    backup()
      .on(ListRecoveryPointsByBackupVaultCommand)
      .rejects(new ResourceNotFoundException({ message: "", $metadata: {} }));
    assert.deepEqual(await recoveryNights(store, "prod"), []);
  });
});
