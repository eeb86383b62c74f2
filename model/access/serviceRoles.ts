import { DRIVER_NAMES } from "../names";
import { bucketArn, catalogBuckets, driverBuckets, hasRecovery, perRecovery, type AccountScope } from "./scope";
import { providerOnly, type AccessStatement, type RolePolicy } from "./statement";

/** A role in which a service of AWS works on backups. */
export interface ServiceRole {
  readonly name: string;
  readonly description: string;
  /** Principal of the service that assumes it. */
  readonly service: string;
  readonly policies: readonly RolePolicy[];
  /** ARNs of policies of AWS. */
  readonly awsPolicies: readonly string[];
}

/** Roles of the account's backups; none where no stage has recovery. */
export function serviceRoles(scope: AccountScope): readonly ServiceRole[] {
  return hasRecovery(scope) ? [replicationRole(scope), backupRole()] : [];
}

/** The trust policy of such a role, as JSON. */
export function serviceTrust({ service }: ServiceRole): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: { Service: service }, Action: "sts:AssumeRole" }],
  });
}

export function serviceRoleArn(account: string, name: string): string {
  return `arn:aws:iam::${account}:role/${name}`;
}

const REPLICATION = "https://docs.aws.amazon.com/AmazonS3/latest/userguide/setting-repl-config-perm-overview.html";

function replicationRole(scope: AccountScope): ServiceRole {
  return {
    name: DRIVER_NAMES.replicationRole,
    description: "S3 replicates objects to the region of the recovery stage",
    service: "s3.amazonaws.com",
    policies: [
      {
        name: "listbackup-replication",
        description: "Reads releases, artifacts, states and the buckets of stages, and writes their replicas",
        statements: replication(scope),
      },
    ],
    awsPolicies: [],
  };
}

function replication(scope: AccountScope): readonly AccessStatement[] {
  const sources = [
    ...driverBuckets(scope, "stateBucket"),
    ...driverBuckets(scope, "deploymentsBucket"),
    ...perRecovery(scope, (stage) => [catalogBuckets(stage, stage.region)]),
  ];
  const wildcards = "names of buckets start with the stage, and end with account and region; every object of them";
  return [
    {
      sid: "ReadConfiguration",
      groups: [providerOnly(REPLICATION, "s3:GetReplicationConfiguration", "s3:ListBucket")],
      resources: sources,
      reason: "finds the rules",
      wildcards,
    },
    {
      sid: "ReadVersions",
      groups: [
        providerOnly(
          REPLICATION,
          "s3:GetObjectVersionForReplication",
          "s3:GetObjectVersionAcl",
          "s3:GetObjectVersionTagging",
        ),
      ],
      resources: sources.map((arn) => `${arn}/*`),
      reason: "reads what it replicates",
      wildcards,
    },
    {
      sid: "WriteReplicas",
      groups: [providerOnly(REPLICATION, "s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags")],
      resources: backupBucketArns(scope).map((arn) => `${arn}/*`),
      reason: "writes replicas, and markers of deleted objects; it deletes no version",
      wildcards,
    },
  ];
}

/** Buckets with backups: those of sets and of the driver's replicas, and the replicas of the catalog's buckets. */
export function backupBucketArns(scope: AccountScope): readonly string[] {
  return perRecovery(scope, (stage, region) => [
    bucketArn(DRIVER_NAMES.backupsBucket({ account: stage.account, region })),
    catalogBuckets(stage, region),
  ]);
}

/** With AWS's own policies: AWS Backup needs other actions from time to time, and only it may assume the role. */
function backupRole(): ServiceRole {
  return {
    name: DRIVER_NAMES.backupRole,
    description: "AWS Backup backs tables up, copies recovery points, and restores them",
    service: "backup.amazonaws.com",
    policies: [],
    awsPolicies: ["Backup", "Restores"].map(
      (purpose) => `arn:aws:iam::aws:policy/service-role/AWSBackupServiceRolePolicyFor${purpose}`,
    ),
  };
}
