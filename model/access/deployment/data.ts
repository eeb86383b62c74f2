import { type AccessStage, type AccountScope, namesOf, perStage, regionalArn, STAGE_NAMES } from "../scope";
import { driverOnly, providerOnly, rehearsed, type AccessStatement, type RolePolicy } from "../statement";
import { inRegions } from "./driver";

/** Tables, buckets, queues, topics, buses and schedules. */
export function dataPolicy(scope: AccountScope): RolePolicy {
  return {
    name: "listbackup-deployment-data",
    description: "Tables and buckets",
    statements: [...tables(scope), ...buckets(scope)],
  };
}

function tables(scope: AccountScope): readonly AccessStatement[] {
  return [
    {
      sid: "Tables",
      groups: [
        driverOnly(
          "automation/aws/data and automation/verification/testData: a change of tables, and their contents",
          "dynamodb:Query",
          "dynamodb:Scan",
          "dynamodb:UpdateTable",
        ),
        rehearsed(
          "dynamodb:CreateTable",
          "dynamodb:DeleteItem",
          "dynamodb:DeleteTable",
          "dynamodb:DescribeContinuousBackups",
          "dynamodb:DescribeTable",
          "dynamodb:DescribeTimeToLive",
          "dynamodb:ListTagsOfResource",
          "dynamodb:PutItem",
          "dynamodb:TagResource",
          "dynamodb:UpdateContinuousBackups",
          "dynamodb:UpdateTimeToLive",
        ),
        driverOnly("a change of tags, which no rehearsal makes", "dynamodb:UntagResource"),
      ],
      resources: perStage(scope, (stage) => {
        const table = regionalArn(stage, "dynamodb", `table/${namesOf(stage)}`);
        return [table];
      }),
      reason:
        "tables with indexes, backups and TTL; seeds; `destroy` looks for data; verification removes what it created",
      wildcards: `${STAGE_NAMES}; the end also stands for indexes`,
    },
    {
      sid: "TableScaling",
      groups: [
        driverOnly(
          "a stage with autoscaled capacity",
          "application-autoscaling:DeleteScalingPolicy",
          "application-autoscaling:DeregisterScalableTarget",
          "application-autoscaling:PutScalingPolicy",
          "application-autoscaling:RegisterScalableTarget",
        ),
        providerOnly(
          "appautoscaling/target.go: tags",
          "application-autoscaling:ListTagsForResource",
          "application-autoscaling:TagResource",
        ),
      ],
      resources: perStage(scope, (stage) => [regionalArn(stage, "application-autoscaling", "scalable-target/*")]),
      conditions: { "ForAllValues:StringEquals": { "application-autoscaling:service-namespace": ["dynamodb"] } },
      reason: "capacity of tables",
      wildcards: "AWS chooses the ids; the condition allows tables only",
    },
    {
      sid: "FindTableScaling",
      groups: [
        driverOnly(
          "a stage with autoscaled capacity",
          "application-autoscaling:DescribeScalableTargets",
          "application-autoscaling:DescribeScalingPolicies",
        ),
      ],
      resources: ["*"],
      conditions: inRegions(scope),
      reason: "capacity of tables",
      wildcards: "AWS grants these actions only on *",
    },
    {
      sid: "TableScalingAlarms",
      groups: [
        providerOnly(
          "https://docs.aws.amazon.com/autoscaling/application/userguide/security_iam_id-based-policy-examples.html",
          "cloudwatch:DeleteAlarms",
          "cloudwatch:DescribeAlarms",
          "cloudwatch:PutMetricAlarm",
        ),
      ],
      resources: perStage(scope, (stage) => [
        regionalArn(stage, "cloudwatch", `alarm:TargetTracking-table/${namesOf(stage)}`),
      ]),
      reason: "Application Auto Scaling creates its alarms as the caller",
      wildcards: STAGE_NAMES,
    },
  ];
}

function bucketNames({ short, account, region }: AccessStage): string {
  return `arn:aws:s3:::listbackup-${short}-*-${account}-${region}`;
}

function buckets(scope: AccountScope): readonly AccessStatement[] {
  const names = perStage(scope, (stage) => [bucketNames(stage)]);
  return [
    {
      sid: "Buckets",
      groups: [
        driverOnly("components/data/bucket.ts: buckets with CORS", "s3:GetBucketCORS", "s3:PutBucketCORS"),
        rehearsed(
          "s3:CreateBucket",
          "s3:DeleteBucket",
          "s3:DeleteBucketPolicy",
          "s3:GetBucketPolicy",
          "s3:GetBucketPublicAccessBlock",
          "s3:GetBucketTagging",
          "s3:GetBucketVersioning",
          "s3:GetEncryptionConfiguration",
          "s3:GetLifecycleConfiguration",
          "s3:ListBucket",
          "s3:ListBucketVersions",
          "s3:PutBucketPolicy",
          "s3:PutBucketPublicAccessBlock",
          "s3:PutBucketTagging",
          "s3:PutBucketVersioning",
          "s3:PutEncryptionConfiguration",
          "s3:PutLifecycleConfiguration",
        ),
        providerOnly(
          "s3/bucket.go: read",
          "s3:GetAccelerateConfiguration",
          "s3:GetBucketAcl",
          "s3:GetBucketLocation",
          "s3:GetBucketLogging",
          "s3:GetBucketObjectLockConfiguration",
          "s3:GetBucketRequestPayment",
          "s3:GetBucketWebsite",
          "s3:GetReplicationConfiguration",
        ),
      ],
      resources: names,
      reason: "buckets of the catalog; the driver's own are not among these names",
      wildcards: "names start with the stage and end with account and region",
    },
    {
      sid: "EmptyBuckets",
      groups: [
        driverOnly("`destroy` of a stage with emptyBucketsOnDestroy", "s3:DeleteObject", "s3:DeleteObjectVersion"),
      ],
      resources: names.map((name) => `${name}/*`),
      reason: "empties buckets before they are removed",
      wildcards: "every object of these buckets",
    },
  ];
}
