import { strict as assert } from "node:assert";
import { BackupClient, DescribeRestoreJobCommand, StartRestoreJobCommand } from "@aws-sdk/client-backup";
import { DescribeTableCommand, DynamoDBClient, RestoreTableFromBackupCommand } from "@aws-sdk/client-dynamodb";
import { mockClient } from "aws-sdk-client-mock";
import { restoreNativeTables, type NativeRestore } from "../../../../automation/restore/nativeTables";
import { RestoreMeter } from "../../../../automation/restore/restoreMeter";
import type { NativeBackup } from "../../../../model/backup/set";
import { stageOf } from "../../../support/release";

const STAGE = stageOf("disaster-recovery");
const TABLE = "listbackup-dr-users";
const BACKUP = "arn:aws:dynamodb:us-east-1:100000000003:table/listbackup-prod-users/backup/1";
const POINT = "arn:aws:backup:us-east-1:100000000003:recovery-point:1";

const missing = Object.assign(new Error("no table"), { name: "ResourceNotFoundException" });

describe("tables of a native set", () => {
  const dynamodb = mockClient(DynamoDBClient);
  const backup = mockClient(BackupClient);
  beforeEach(() => {
    dynamodb.reset();
    backup.reset();
  });
  after(() => {
    dynamodb.restore();
    backup.restore();
  });

  it("are restored on demand from DynamoDB's backups, and waited for", async () => {
    dynamodb
      .on(DescribeTableCommand)
      .rejectsOnce(missing)
      .resolvesOnce(tableOf("CREATING"))
      .resolves(tableOf("ACTIVE"));
    dynamodb.on(RestoreTableFromBackupCommand).resolves({});
    await restoreNativeTables(restoreOf({ kind: "dynamodb", arn: BACKUP }));
    assert.deepEqual(
      dynamodb.commandCalls(RestoreTableFromBackupCommand).map(({ args }) => args[0].input),
      [{ TargetTableName: TABLE, BackupArn: BACKUP, BillingModeOverride: "PAY_PER_REQUEST" }],
    );
    assert.equal(dynamodb.commandCalls(DescribeTableCommand).length, 3);
  });

  it("are not restored twice: an interrupted run has started them", async () => {
    dynamodb.on(DescribeTableCommand).resolves(tableOf("ACTIVE", BACKUP));
    await restoreNativeTables(restoreOf({ kind: "dynamodb", arn: BACKUP }));
    assert.equal(dynamodb.commandCalls(RestoreTableFromBackupCommand).length, 0);
  });

  it("are refused where a table of another origin has the name", async () => {
    dynamodb.on(DescribeTableCommand).resolves(tableOf("ACTIVE", `${BACKUP}2`));
    await assert.rejects(restoreNativeTables(restoreOf({ kind: "dynamodb", arn: BACKUP })), { code: "RESTORE_TARGET" });
  });

  it("are restored by AWS Backup in its role, by a token that repeats no job", async () => {
    backup.on(StartRestoreJobCommand).resolves({ RestoreJobId: "job" });
    backup.on(DescribeRestoreJobCommand).resolvesOnce({ Status: "RUNNING" }).resolves({ Status: "COMPLETED" });
    dynamodb.on(DescribeTableCommand).resolves(tableOf("ACTIVE"));
    await restoreNativeTables(restoreOf({ kind: "aws-backup", arn: POINT, vault: "listbackup-backups" }));
    assert.deepEqual(
      backup.commandCalls(StartRestoreJobCommand).map(({ args }) => args[0].input),
      [
        {
          RecoveryPointArn: POINT,
          IamRoleArn: "arn:aws:iam::100000000003:role/listbackup-backup-role",
          ResourceType: "DynamoDB",
          Metadata: { targetTableName: TABLE, encryptionType: "Default" },
          IdempotencyToken: `restore-7-${TABLE}`,
        },
      ],
    );
    assert.equal(backup.commandCalls(DescribeRestoreJobCommand).length, 2);
  });

  it("fail with what AWS Backup says", async () => {
    backup.on(StartRestoreJobCommand).resolves({ RestoreJobId: "job" });
    backup.on(DescribeRestoreJobCommand).resolves({ Status: "FAILED", StatusMessage: "Access denied" });
    const restored = restoreNativeTables(restoreOf({ kind: "aws-backup", arn: POINT, vault: "listbackup-backups" }));
    await assert.rejects(restored, { code: "AWS", what: /FAILED, Access denied/ });
  });
});

function tableOf(TableStatus: "CREATING" | "ACTIVE", SourceBackupArn?: string): object {
  const summary = { SourceBackupArn, RestoreDateTime: new Date(0), RestoreInProgress: TableStatus === "CREATING" };
  return { Table: { TableStatus, ...(SourceBackupArn === undefined ? {} : { RestoreSummary: summary }) } };
}

function restoreOf(native: NativeBackup): NativeRestore {
  const keys = [{ name: "userId", type: "S" as const }];
  const none = { items: null, bytes: null, digest: null, files: [] };
  return {
    target: { kind: "aws", region: STAGE.region, account: STAGE.account },
    stage: STAGE,
    tables: [{ name: "users", table: "listbackup-prod-users", keys, ...none, native }],
    id: 7,
    meter: new RestoreMeter(() => undefined),
    signal: new AbortController().signal,
    pollMs: 1,
  };
}
