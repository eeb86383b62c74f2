import { DRIVER_NAMES } from "../../names";
import { bucketArn, catalogBuckets, hasRecovery, perRecovery, type AccountScope } from "../scope";
import { backupBucketArns, serviceRoleArn } from "../serviceRoles";
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
      statements: [...sets(scope), ...replication(scope), ...passedRoles(scope), ...keepBackups(scope)],
    },
  ];
}

const EVERY_OBJECT = "names of buckets start with the stage, and end with account and region; every object of them";

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
      sid: "FailoverRecords",
      groups: [driverOnly("automation/failover, automation/failback, automation/drill", "s3:PutObject")],
      resources: buckets.flatMap((arn) => ["failovers", "failbacks", "drills"].map((prefix) => `${arn}/${prefix}/*`)),
      reason: "records of failovers and drills, and the items that a failback overwrites",
      wildcards: "they are named by stage and time",
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

function passedRoles({ account }: AccountScope): readonly AccessStatement[] {
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
