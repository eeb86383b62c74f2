import { call, calls, wait, type Step } from "../step";
import type { Inputs, TypeCalls } from "../typeCalls";

/* Calls of terraform-provider-aws. Read on 2026-11-28: internal/service/dynamodb/wait.go, and waitQueueAttributesPropagated of
 * internal/service/sqs/queue.go. The other rows are from experience with the provider, and not compared with its source. */

/** dynamodb/wait.go: `Delay` of waitTableActive is 5 s. That a new table is active after ten is a guess. */
const TABLE_ACTIVE_MS = 10_000;

/**
 * sqs/queue.go, waitQueueAttributesPropagated: six equal answers in a row, five seconds apart. "Set to accommodate GovCloud,
 * commercial, China".
 */
const QUEUE_READS = 6;
const QUEUE_READ_INTERVAL_MS = 5_000;

function attributesPropagated(): readonly Step[] {
  return Array.from({ length: QUEUE_READS }, (_, index): readonly Step[] => [
    ...(index === 0 ? [] : [wait(QUEUE_READ_INTERVAL_MS, "the provider reads a queue's attributes six times")]),
    call("sqs", "GetQueueAttributes"),
  ]).flat();
}

function tableSettings(inputs: Inputs): readonly Step[] {
  const { ttl, pointInTimeRecovery } = inputs;
  const isRecoverable = (pointInTimeRecovery as { readonly enabled?: unknown } | undefined)?.enabled === true;
  return [
    ...(ttl === undefined ? [] : calls("dynamodb", "UpdateTimeToLive", "DescribeTimeToLive")),
    ...(isRecoverable ? calls("dynamodb", "UpdateContinuousBackups", "DescribeContinuousBackups") : []),
  ];
}

const bucketSetting = (name: string): TypeCalls => ({
  create: () => calls("s3", `Put${name}`),
  remove: calls("s3", `Delete${name}`),
  read: calls("s3", `Get${name}`),
});

export const CALLS_OF_DATA: Readonly<Record<string, TypeCalls>> = {
  "aws:dynamodb/table:Table": {
    create: (inputs) => [
      call("dynamodb", "CreateTable"),
      wait(TABLE_ACTIVE_MS, "the table becomes ACTIVE (a guess)"),
      ...calls("dynamodb", "DescribeTable", "DescribeTable"),
      ...tableSettings(inputs),
    ],
    update: (inputs) => [
      call("dynamodb", "UpdateTable"),
      wait(TABLE_ACTIVE_MS, "the table becomes ACTIVE (a guess)"),
      ...calls("dynamodb", "DescribeTable", "DescribeTable"),
      ...tableSettings(inputs),
    ],
    remove: [
      call("dynamodb", "DeleteTable"),
      wait(TABLE_ACTIVE_MS, "the table is deleted (a guess)"),
      call("dynamodb", "DescribeTable"),
    ],
    read: calls("dynamodb", "DescribeTable", "DescribeContinuousBackups", "DescribeTimeToLive", "ListTagsOfResource"),
  },
  "aws:sqs/queue:Queue": {
    create: () => [call("sqs", "CreateQueue"), ...attributesPropagated()],
    update: () => [call("sqs", "SetQueueAttributes"), ...attributesPropagated()],
    // waitQueueDeleted: fifteen answers in a row; three seconds apart is a guess.
    remove: [call("sqs", "DeleteQueue"), wait(42_000, "the provider checks fifteen times that the queue is gone")],
    read: calls("sqs", "GetQueueAttributes", "ListQueueTags"),
  },
  "aws:sqs/queuePolicy:QueuePolicy": {
    create: () => [call("sqs", "SetQueueAttributes"), ...attributesPropagated()],
    remove: [call("sqs", "SetQueueAttributes"), ...attributesPropagated()],
    read: calls("sqs", "GetQueueAttributes"),
  },
  "aws:s3/bucket:Bucket": {
    create: () => calls("s3", "CreateBucket", "HeadBucket", "PutBucketTagging"),
    update: () => calls("s3", "PutBucketTagging"),
    remove: calls("s3", "DeleteBucket", "HeadBucket"),
    // Every setting of a bucket, whether or not the resource has it.
    read: calls(
      "s3",
      "HeadBucket",
      "GetBucketPolicy",
      "GetBucketAcl",
      "GetBucketCors",
      "GetBucketWebsite",
      "GetBucketVersioning",
      "GetBucketAccelerateConfiguration",
      "GetBucketRequestPayment",
      "GetBucketLogging",
      "GetBucketLifecycleConfiguration",
      "GetBucketReplication",
      "GetBucketEncryption",
      "GetObjectLockConfiguration",
      "GetBucketLocation",
      "GetBucketTagging",
    ),
  },
  "aws:s3/bucketCorsConfiguration:BucketCorsConfiguration": bucketSetting("BucketCors"),
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": {
    ...bucketSetting("BucketLifecycleConfiguration"),
    create: () => [
      call("s3", "PutBucketLifecycleConfiguration"),
      wait(10_000, "the provider waits until the rules are the same everywhere (a guess)"),
      ...calls("s3", "GetBucketLifecycleConfiguration", "GetBucketLifecycleConfiguration"),
    ],
  },
  "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration": bucketSetting("ObjectLockConfiguration"),
  "aws:s3/bucketOwnershipControls:BucketOwnershipControls": bucketSetting("BucketOwnershipControls"),
  "aws:s3/bucketPolicy:BucketPolicy": bucketSetting("BucketPolicy"),
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": bucketSetting("PublicAccessBlock"),
  "aws:s3/bucketReplicationConfig:BucketReplicationConfig": bucketSetting("BucketReplication"),
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration":
    bucketSetting("BucketEncryption"),
  "aws:s3/bucketVersioning:BucketVersioning": bucketSetting("BucketVersioning"),
  "aws:ssm/parameter:Parameter": {
    create: () => calls("ssm", "PutParameter"),
    remove: calls("ssm", "DeleteParameter"),
    read: calls("ssm", "GetParameter", "DescribeParameters", "ListTagsForResource"),
  },
  "aws:appautoscaling/target:Target": {
    create: () => calls("autoscaling", "RegisterScalableTarget"),
    remove: calls("autoscaling", "DeregisterScalableTarget", "DescribeScalableTargets"),
    read: calls("autoscaling", "DescribeScalableTargets", "ListTagsForResource"),
  },
  "aws:appautoscaling/policy:Policy": {
    create: () => calls("autoscaling", "PutScalingPolicy"),
    remove: calls("autoscaling", "DeleteScalingPolicy"),
    read: calls("autoscaling", "DescribeScalingPolicies"),
  },
  "aws:backup/vault:Vault": {
    create: () => calls("backup", "CreateBackupVault"),
    remove: calls("backup", "DeleteBackupVault"),
    read: calls("backup", "DescribeBackupVault", "ListTags"),
  },
  "aws:backup/vaultPolicy:VaultPolicy": {
    create: () => calls("backup", "PutBackupVaultAccessPolicy"),
    remove: calls("backup", "DeleteBackupVaultAccessPolicy"),
    read: calls("backup", "GetBackupVaultAccessPolicy"),
  },
  "aws:backup/plan:Plan": {
    create: () => calls("backup", "CreateBackupPlan"),
    update: () => calls("backup", "UpdateBackupPlan"),
    remove: calls("backup", "DeleteBackupPlan"),
    read: calls("backup", "GetBackupPlan", "ListTags"),
  },
  "aws:backup/selection:Selection": {
    create: () => calls("backup", "CreateBackupSelection"),
    remove: calls("backup", "DeleteBackupSelection"),
    read: calls("backup", "GetBackupSelection"),
  },
};
