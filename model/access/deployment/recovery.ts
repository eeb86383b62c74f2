import { DRIVER_NAMES } from "../../names";
import {
  type AccountScope,
  bucketArn,
  catalogBuckets,
  EVERY_OBJECT,
  hasRecovery,
  namesOf,
  perRecovery,
  regionalArn,
} from "../scope";
import { inRegions } from "./driver";
import { passedRoles, restores } from "./restores";
import { backupBucketArns } from "../serviceRoles";
import { driverOnly, rehearsed, type AccessStatement, type RolePolicy } from "../statement";

/**
 * Backups in another region: the role writes sets and reads everything, and can neither delete a version nor change what keeps
 * it. No policy where no stage has recovery.
 */
export function recoveryPolicies(scope: AccountScope): readonly RolePolicy[] {
  if (!hasRecovery(scope)) return [];
  return [
    {
      name: "listbackup-deployment-recovery",
      description: "Backups in the region of the recovery stage",
      statements: [
        ...sets(scope),
        ...tableBackups(scope),
        ...recoveryPoints(scope),
        ...replication(scope),
        ...passedRoles(scope),
        ...keepBackups(scope),
      ],
    },
    {
      name: "listbackup-deployment-restore",
      description: "Data of backups on the stages of the account",
      statements: restores(scope),
    },
  ];
}

function sets(scope: AccountScope): readonly AccessStatement[] {
  const buckets = perRecovery(scope, ({ account }, region) => [
    bucketArn(DRIVER_NAMES.backupsBucket({ account, region })),
  ]);
  return [
    {
      sid: "BackupBuckets",
      groups: [
        rehearsed("s3:ListBucket"),
        driverOnly("automation/aws/buckets: versions of a set's files", "s3:ListBucketVersions"),
      ],
      resources: backupBucketArns(scope),
      reason: "the preflight checks that they exist; finds sets, releases and artifacts, and compares replicas",
      wildcards: EVERY_OBJECT,
    },
    {
      sid: "BackupSets",
      groups: [
        driverOnly(
          "automation/backup: `dr backup`, and `prune` of old sets, whose versions stay for retentionDays",
          "s3:PutObject",
          "s3:DeleteObject",
          "s3:AbortMultipartUpload",
        ),
      ],
      resources: buckets.map((arn) => `${arn}/sets/*`),
      reason: "writes backup sets; an overwritten or deleted file keeps its version",
      wildcards: "sets are named by stage and time",
    },
    {
      // One statement for both: a managed policy has little room.
      sid: "BackupArtifacts",
      groups: [
        driverOnly("automation/backup/contents/artifacts.ts", "s3:PutObject"),
        driverOnly("automation/failover, automation/failback, automation/drill", "s3:PutObject"),
      ],
      resources: buckets.flatMap((arn) =>
        ["artifacts", "failovers", "failbacks", "drills"].map((prefix) => `${arn}/${prefix}/*`),
      ),
      reason:
        "copies artifacts of a release that are older than the replication; records of failovers and drills, and the items that a failback overwrites",
      wildcards: "they are named by digest, or by stage and time",
    },
    {
      sid: "ReadBackups",
      groups: [
        driverOnly(
          "automation/restore: `dr restore`",
          "s3:GetObject",
          "s3:GetObjectTagging",
          "s3:GetObjectVersion",
          "s3:GetObjectVersionTagging",
        ),
      ],
      resources: backupBucketArns(scope).map((arn) => `${arn}/*`),
      reason: "restores sets, releases, artifacts and the objects of buckets",
      wildcards: EVERY_OBJECT,
    },
  ];
}

/** DynamoDB's own backups, in the stage's region, and the users of a set. */
function tableBackups(scope: AccountScope): readonly AccessStatement[] {
  const source = "automation/backup/ways: `dr backup --way native`, and `prune` of old ones";
  const tables = perRecovery(scope, (stage) => [regionalArn(stage, "dynamodb", `table/${namesOf(stage)}`)]);
  return [
    {
      sid: "BackUpTables",
      groups: [driverOnly(source, "dynamodb:CreateBackup")],
      resources: tables,
      reason: "backs tables up within their region",
      wildcards: "the names of the stage's tables start like this",
    },
    {
      sid: "TableBackups",
      groups: [driverOnly(source, "dynamodb:DescribeBackup", "dynamodb:DeleteBackup")],
      resources: tables.map((arn) => `${arn}/backup/*`),
      reason: "DynamoDB never deletes these backups",
      wildcards: "AWS chooses the ids of backups",
    },
    {
      sid: "FindTableBackups",
      groups: [driverOnly(source, "dynamodb:ListBackups")],
      resources: ["*"],
      conditions: inRegions(scope),
      reason: "finds backups of sets that are no longer kept",
      wildcards: "AWS grants this action only on *",
    },
    {
      sid: "ExportUsers",
      groups: [driverOnly("automation/backup/contents/users.ts", "cognito-idp:ListGroups", "cognito-idp:ListUsers")],
      resources: perRecovery(scope, (stage) => [regionalArn(stage, "cognito-idp", "userpool/*")]),
      conditions: { StringEquals: { "aws:ResourceTag/Stage": scope.stages.map(({ name }) => name) } },
      reason: "copies attributes and groups of users into sets",
      wildcards: "AWS chooses the ids; the condition allows only pools with the stage's tag",
    },
  ];
}

/** Recovery points of AWS Backup that `dr backup --way native` makes, and their copies. */
function recoveryPoints(scope: AccountScope): readonly AccessStatement[] {
  const source = "automation/backup/ways/awsBackup.ts: `dr backup --way native`";
  const { account } = scope;
  const vault = `backup-vault:${DRIVER_NAMES.backupVault}`;
  const own = perRecovery(scope, (stage) => [regionalArn(stage, "backup", vault)]);
  const copies = perRecovery(scope, (_stage, region) => [regionalArn({ account, region }, "backup", vault)]);
  return [
    {
      sid: "MakeRecoveryPoints",
      groups: [driverOnly(source, "backup:StartBackupJob", "backup:CopyIntoBackupVault")],
      resources: [...new Set([...own, ...copies])],
      reason: "backs tables up into the vault, and copies them into that of the other region",
    },
    {
      sid: "ListRecoveryPoints",
      groups: [driverOnly("automation/backup/recoveryPoints.ts: `dr list`", "backup:ListRecoveryPointsByBackupVault")],
      resources: copies,
      reason: "lists what can be restored in the recovery region",
    },
    {
      sid: "CopyRecoveryPoints",
      groups: [driverOnly(source, "backup:StartCopyJob")],
      resources: perRecovery(scope, (stage) => [
        `arn:aws:dynamodb:${stage.region}:${account}:table/${namesOf(stage)}/backup/*`,
        regionalArn(stage, "backup", "recovery-point:*"),
      ]),
      reason: "copies recovery points into the vault of the other region",
      wildcards: "AWS chooses the ids of recovery points",
    },
    {
      sid: "FollowBackupJobs",
      groups: [driverOnly(source, "backup:DescribeBackupJob", "backup:DescribeCopyJob")],
      resources: ["*"],
      conditions: inRegions(scope),
      reason: "waits for the jobs that it started",
      wildcards: "AWS grants these actions only on *",
    },
  ];
}

function replication(scope: AccountScope): readonly AccessStatement[] {
  const sources = perRecovery(scope, (stage) => [catalogBuckets(stage, stage.region)]);
  const replicas = perRecovery(scope, (stage, region) => [catalogBuckets(stage, region)]);
  return [
    {
      sid: "ReplicateBuckets",
      groups: [rehearsed("s3:GetReplicationConfiguration", "s3:PutReplicationConfiguration")],
      resources: sources,
      reason: "buckets of the catalog are replicated to the region of the recovery stage",
      wildcards: "names of buckets start with the stage, and end with account and region",
    },
    {
      sid: "CopyObjects",
      groups: [
        driverOnly(
          "automation/backup: `dr backup` copies objects that are older than the replication",
          "s3:GetObject",
          "s3:GetObjectTagging",
        ),
        driverOnly(
          "automation/failback/objects.ts: `dr failback`",
          "s3:GetObjectVersion",
          "s3:GetObjectVersionTagging",
        ),
      ],
      resources: sources.map((arn) => `${arn}/*`),
      reason: "S3 replicates objects that are written after its rules",
      wildcards: EVERY_OBJECT,
    },
    {
      sid: "CompleteReplicas",
      groups: [
        driverOnly(
          "automation/backup: `dr backup` copies objects that are older than the replication",
          "s3:PutObject",
          "s3:PutObjectTagging",
          "s3:AbortMultipartUpload",
        ),
      ],
      resources: replicas.map((arn) => `${arn}/*`),
      reason: "the same; an overwritten object keeps its version",
      wildcards: EVERY_OBJECT,
    },
  ];
}

/** Explicit, so that no policy of a bucket or vault can allow it: a stolen role cannot delete backups. */
function keepBackups(scope: AccountScope): readonly AccessStatement[] {
  const { account } = scope;
  return [
    {
      sid: "KeepBackups",
      effect: "Deny",
      groups: [
        rehearsed(
          "s3:DeleteBucket",
          "s3:DeleteBucketPolicy",
          "s3:DeleteObjectVersion",
          "s3:PutBucketPolicy",
          "s3:PutBucketVersioning",
          "s3:PutLifecycleConfiguration",
        ),
      ],
      resources: backupBucketArns(scope).flatMap((arn) => [arn, `${arn}/*`]),
      reason: "backups and their versions belong to bootstrap",
      wildcards: EVERY_OBJECT,
    },
    {
      sid: "KeepRecoveryPoints",
      effect: "Deny",
      groups: [
        rehearsed(
          "backup:DeleteBackupPlan",
          "backup:DeleteBackupSelection",
          "backup:DeleteBackupVault",
          "backup:DeleteRecoveryPoint",
          "backup:DisassociateRecoveryPoint",
          "backup:PutBackupVaultAccessPolicy",
          "backup:UpdateBackupPlan",
          "backup:UpdateRecoveryPointLifecycle",
        ),
      ],
      resources: ["*"],
      reason: `recovery points of account ${account} belong to AWS Backup and bootstrap`,
      wildcards: "a denial holds everywhere",
    },
  ];
}
