import { accountRoleArn } from "../access/roleArn";
import { serviceRoleArn } from "../access/serviceRoles";
import { DRIVER_NAMES, NAMES, type StageNaming } from "../names";
import type { OldVersionsRule } from "./driverBuckets";
import type { Foundation } from "./foundation";

/*
 * Backups of stages, in the region of their recovery stage. They belong to foundations and not to the stages' stacks: the
 * role that deploys cannot delete them, and no deployment needs the other region.
 */

/** A bucket with backups. */
export interface BackupBucket {
  /** Pulumi's name. */
  readonly name: string;
  /** Physical name. */
  readonly bucket: string;
  readonly region: string;
  /** `bootstrap` lists it by this. */
  readonly what: string;
  /** Days for which overwritten and deleted objects can be brought back. */
  readonly retentionDays: number;
}

/** Whether a foundation has backups of other regions, or its stages have backups in other regions. */
export function hasBackups({ backedUpHere, recoveries }: Foundation): boolean {
  return backedUpHere.length > 0 || recoveries.length > 0;
}

/** The buckets with backups in the account and region of a foundation. */
export function backupBuckets({ owner, backedUpHere, catalogBuckets }: Foundation): readonly BackupBucket[] {
  if (backedUpHere.length === 0) return [];
  const { region } = owner;
  const retentionDays = Math.max(...backedUpHere.map(retentionOf));
  return [
    { name: "backups", bucket: DRIVER_NAMES.backupsBucket(owner), region, what: "backups bucket", retentionDays },
    ...backedUpHere.flatMap((stage) =>
      catalogBuckets.map((name) => ({
        name: `replica-${stage.short}-${name}`,
        bucket: replicaName(stage, name, region),
        region,
        what: `replica of ${NAMES.bucket.of(stage, name)}`,
        retentionDays: retentionOf(stage),
      })),
    ),
  ];
}

/** The buckets in other regions that a foundation's rules replicate to, and its stages' buckets. S3 refuses rules without them. */
export function replicationTargets({ recoveries, catalogBuckets }: Foundation): readonly BackupBucket[] {
  const all = recoveries.flatMap(({ stage, settings: { retentionDays }, into }) => [
    {
      name: "backups",
      bucket: DRIVER_NAMES.backupsBucket(into),
      region: into.region,
      what: `backups bucket in ${into.region}`,
      retentionDays,
    },
    ...catalogBuckets.map((name) => ({
      name: `replica-${stage.short}-${name}`,
      bucket: replicaName(stage, name, into.region),
      region: into.region,
      what: `replica of ${NAMES.bucket.of(stage, name)}`,
      retentionDays,
    })),
  ]);
  return [...new Map(all.map((target) => [target.bucket, target])).values()];
}

/** Physical name of the replica of a bucket of the catalog. */
export function replicaName(stage: StageNaming, name: string, region: string): string {
  return NAMES.bucket.of({ ...stage, region }, name);
}

function retentionOf({ recovery }: Foundation["owner"]): number {
  return recovery.kind === "on" ? recovery.retentionDays : 1;
}

/** Rules for the versions in a bucket with backups. */
export function backupVersions(retentionDays: number): readonly OldVersionsRule[] {
  return [{ id: "old-versions", prefix: "", noncurrentDays: retentionDays, abortUploadsAfterDays: 7 }];
}

/** Replication of a bucket, as S3 has it. */
export interface Replication {
  /** ARN of the role that S3 replicates in. */
  readonly role: string;
  readonly rules: readonly ReplicationRule[];
}

interface ReplicationRule {
  readonly id: string;
  /** Unique in a bucket: of several rules for an object and a destination, the highest applies. */
  readonly priority: number;
  /** Of keys; empty: all. */
  readonly prefix: string;
  /** Physical name of the bucket. */
  readonly destination: string;
}

/** What is replicated of the driver's buckets: a lease is renewed every few seconds, and worth nothing elsewhere. */
const PREFIXES = { state: [".pulumi/", "backups/"], deployments: [""] } as const;

/** The replication of a driver's bucket of a foundation; null without recovery. */
export function driverReplication({ owner, recoveries }: Foundation, kind: keyof typeof PREFIXES): Replication | null {
  const destinations = [...new Set(recoveries.map(({ into }) => DRIVER_NAMES.backupsBucket(into)))];
  if (destinations.length === 0) return null;
  const rules = destinations.flatMap((destination) => PREFIXES[kind].map((prefix) => ({ prefix, destination })));
  return {
    role: replicationRoleArn(owner.account),
    rules: rules.map((rule, index) => ({ id: `backups-${String(index + 1)}`, priority: index + 1, ...rule })),
  };
}

/** The replication of a bucket of the catalog to its replica. */
export function bucketReplication(stage: StageNaming, name: string, region: string): Replication {
  return {
    role: replicationRoleArn(stage.account),
    rules: [{ id: "replica", priority: 1, prefix: "", destination: replicaName(stage, name, region) }],
  };
}

/**
 * The policy of AWS Backup's vaults: users delete no recovery point before its retention ends, administrators included, and
 * AWS Backup does in its role. The break-glass role may.
 * https://docs.aws.amazon.com/config/latest/developerguide/backup-recovery-point-manual-deletion-disabled.html
 */
export function vaultPolicy(account: string): object {
  return {
    Version: "2012-10-17",
    Statement: [
      {
        Sid: "KeepRecoveryPoints",
        Effect: "Deny",
        Principal: "*",
        Action: ["backup:DeleteRecoveryPoint", "backup:UpdateRecoveryPointLifecycle"],
        Resource: "*",
        Condition: {
          ArnNotEquals: {
            "aws:PrincipalArn": [
              accountRoleArn(account, "breakGlass"),
              serviceRoleArn(account, DRIVER_NAMES.backupRole),
            ],
          },
        },
      },
    ],
  };
}

function replicationRoleArn(account: string): string {
  return serviceRoleArn(account, DRIVER_NAMES.replicationRole);
}
