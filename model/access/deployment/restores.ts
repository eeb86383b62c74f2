import { DRIVER_NAMES } from "../../names";
import { type AccountScope, catalogBuckets, EVERY_OBJECT, namesOf, perStage, regionalArn } from "../scope";
import { inRegions } from "./driver";
import { serviceRoleArn } from "../serviceRoles";
import { driverOnly, providerOnly, rehearsed, type AccessStatement } from "../statement";

/** Of every stage of the account: a failback restores where the other stage is. */
export function restores(scope: AccountScope): readonly AccessStatement[] {
  const ofStages = { StringEquals: { "aws:ResourceTag/Stage": scope.stages.map(({ name }) => name) } };
  return [
    {
      sid: "RestoreItems",
      groups: [
        driverOnly("automation/restore: `dr restore`", "dynamodb:BatchWriteItem"),
        driverOnly("automation/failback/tables.ts: `dr failback`", "dynamodb:BatchGetItem"),
      ],
      resources: perStage(scope, (stage) => [regionalArn(stage, "dynamodb", `table/${namesOf(stage)}`)]),
      reason: "writes the items of a set; merges those of the recovery stage, and keeps what is overwritten",
      wildcards: "the names of the stage's resources start like this",
    },
    {
      sid: "RestoreTables",
      groups: [
        driverOnly(
          "automation/restore/nativeTables.ts: `dr restore` of a native set",
          "dynamodb:RestoreTableFromBackup",
        ),
        providerOnly(
          "https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/backuprestore_IAM.html: DynamoDB checks them, too",
          "dynamodb:BatchWriteItem",
          "dynamodb:DeleteItem",
          "dynamodb:GetItem",
          "dynamodb:PutItem",
          "dynamodb:Query",
          "dynamodb:Scan",
          "dynamodb:UpdateItem",
        ),
      ],
      resources: perStage(scope, (stage) => {
        const table = regionalArn(stage, "dynamodb", `table/${namesOf(stage)}`);
        return [table, `${table}/backup/*`];
      }),
      reason: "restores tables from DynamoDB's own backups",
      wildcards: "the names of the stage's resources start like this; AWS chooses the ids of backups",
    },
    {
      sid: "RestoreRecoveryPoints",
      groups: [
        driverOnly("automation/restore/recoveryPoints.ts: `dr restore` of a native set", "backup:StartRestoreJob"),
      ],
      resources: perStage(scope, (stage) => [
        `arn:aws:dynamodb:${stage.region}:${stage.account}:table/listbackup-*/backup/*`,
        regionalArn(stage, "backup", "recovery-point:*"),
      ]),
      reason: "restores tables from recovery points of AWS Backup, in the role of AWS Backup",
      wildcards: "AWS chooses the ids of recovery points",
    },
    {
      sid: "FollowRestoreJobs",
      groups: [driverOnly("automation/restore/recoveryPoints.ts", "backup:DescribeRestoreJob")],
      resources: ["*"],
      conditions: inRegions(scope),
      reason: "waits for the jobs that it started",
      wildcards: "AWS grants this action only on *",
    },
    {
      sid: "RestoreUsers",
      groups: [
        driverOnly(
          "automation/restore: `dr restore`",
          "cognito-idp:AdminCreateUser",
          "cognito-idp:AdminDisableUser",
          "cognito-idp:AdminGetUser",
          "cognito-idp:AdminSetUserPassword",
        ),
      ],
      resources: perStage(scope, (stage) => [regionalArn(stage, "cognito-idp", "userpool/*")]),
      conditions: ofStages,
      reason: "creates the users of a set, with a random password",
      wildcards: "AWS chooses the ids; the condition allows only pools with the stage's tag",
    },
    {
      sid: "RestoreObjects",
      groups: [
        driverOnly(
          "automation/restore: `dr restore`",
          "s3:PutObject",
          "s3:PutObjectTagging",
          "s3:AbortMultipartUpload",
        ),
      ],
      resources: perStage(scope, (stage) => [`${catalogBuckets(stage, stage.region)}/*`]),
      reason: "copies objects from their replicas",
      wildcards: EVERY_OBJECT,
    },
  ];
}

export function passedRoles({ account }: AccountScope): readonly AccessStatement[] {
  return [
    {
      sid: "PassReplicationRole",
      groups: [rehearsed("iam:PassRole")],
      resources: [serviceRoleArn(account, DRIVER_NAMES.replicationRole)],
      conditions: { StringEquals: { "iam:PassedToService": "s3.amazonaws.com" } },
      reason: "S3 replicates buckets in this role",
    },
    {
      sid: "PassBackupRole",
      groups: [driverOnly("automation/restore: tables from AWS Backup", "iam:PassRole")],
      resources: [serviceRoleArn(account, DRIVER_NAMES.backupRole)],
      conditions: { StringEquals: { "iam:PassedToService": "backup.amazonaws.com" } },
      reason: "AWS Backup restores tables in this role",
    },
  ];
}
