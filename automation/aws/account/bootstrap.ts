import { boundary } from "../../../model/access/boundary";
import { accountScope, type AccountScope } from "../../../model/access/scope";
import {
  backupBuckets,
  backupVersions,
  driverReplication,
  replicationTargets,
  type BackupBucket,
  type Replication,
} from "../../../model/account/backups";
import type { Foundation, Reader } from "../../../model/account/foundation";
import { DRIVER_NAMES } from "../../../model/names";
import type { Stage } from "../../../model/stage/stage";
import { ensureBucket, bucketExists } from "../buckets/bucket";
import { calling } from "../errors";
import type { BootstrapItem } from "./bootstrapItem";
import { publicZones } from "./hostedZones";
import { ensureManagedPolicy, managedPolicyExists } from "./managedPolicy";
import { ensureDeploymentRole, ensureServiceRoles } from "./rehearsalRole";
import { replicateBucket } from "../buckets/replication";
import { ensureStateKey, isStateKeyUsable } from "./stateKey";
import { clientConfig, type AwsTarget } from "../target";

export interface BootstrapReport {
  readonly account: string;
  readonly region: string;
  readonly items: readonly BootstrapItem[];
}

export interface BootstrapOptions {
  /** Roles of other accounts that may read releases and artifacts, for promotions to their stages. @default none */
  readonly readers?: readonly Reader[];
  /** What the roles of the account may do. @default what the stage alone needs */
  readonly scope?: AccountScope;
  /**
   * Buckets with backups in this region, and those in other regions that buckets of this one are replicated to: S3 refuses a
   * rule whose destination does not exist, and two foundations may have rules to each other. @default none
   */
  readonly backups?: readonly BackupBucket[];
  /** Replication of the deployments bucket, which on AWS the foundation's stack sets up. @default null: none */
  readonly replication?: Replication | null;
}

export function bootstrapOptions(
  foundation: Foundation,
): BootstrapOptions & Pick<Required<BootstrapOptions>, "backups"> {
  const { readers, scope } = foundation;
  return {
    readers,
    scope,
    backups: [...backupBuckets(foundation), ...replicationTargets(foundation)],
    replication: driverReplication(foundation, "deployments"),
  };
}

/** Creates what the driver itself needs in an account and region. Repeating it changes nothing. */
export async function bootstrap(
  target: AwsTarget,
  stage: Stage,
  options: BootstrapOptions = {},
): Promise<BootstrapReport> {
  const { readers = [], scope = accountScope(stage.account, [stage]), backups = [], replication = null } = options;
  const items = await Promise.all([
    bucket(target, "state bucket", DRIVER_NAMES.stateBucket(owner(target))),
    bucket(target, "deployments bucket", DRIVER_NAMES.deploymentsBucket(owner(target)), readers),
    ensureStateKey(target).then((created) => ({ ...STATE_KEY, created })),
    ensureManagedPolicy(target, boundary(scope)).then((created) => ({ ...BOUNDARY, created })),
    ...backups.map((backup) => backupBucket(target, backup)),
    ...(target.kind === "rehearsal"
      ? [
          ensureZone(target, stage.domains.zone),
          ensureDeploymentRole(target, scope).then((created) => ({ ...DEPLOYMENT_ROLE, created })),
          ensureServiceRoles(target, scope),
        ]
      : []),
  ]);
  if (target.kind === "rehearsal" && replication !== null)
    await replicateBucket(target, DRIVER_NAMES.deploymentsBucket(owner(target)), replication);
  return { account: target.account, region: target.region, items: items.flat() };
}

async function backupBucket(target: AwsTarget, backup: BackupBucket): Promise<BootstrapItem> {
  const { what, bucket: name, region, retentionDays } = backup;
  return { what, name, created: await ensureBucket({ ...target, region }, name, [], backupVersions(retentionDays)) };
}

/** What `bootstrap` creates, as `BootstrapReport` lists it. */
export interface BootstrapItemState extends Omit<BootstrapItem, "created"> {
  readonly exists: boolean;
}

/**
 * What of it exists. Changes nothing.
 * @throws DeployError PREFLIGHT where a bucket belongs to another account, or the key is not usable
 */
export async function bootstrapItems(
  target: AwsTarget,
  stage: Stage,
  backups: readonly BackupBucket[] = [],
): Promise<readonly BootstrapItemState[]> {
  const states = await Promise.all([
    bucketState(target, "state bucket", DRIVER_NAMES.stateBucket(owner(target))),
    bucketState(target, "deployments bucket", DRIVER_NAMES.deploymentsBucket(owner(target))),
    isStateKeyUsable(target).then((exists) => ({ ...STATE_KEY, exists })),
    managedPolicyExists(target, DRIVER_NAMES.boundary).then((exists) => ({ ...BOUNDARY, exists })),
    ...backups.map(({ what, bucket: name, region }) => bucketState({ ...target, region }, what, name)),
    ...(target.kind === "rehearsal" ? [zoneState(target, stage.domains.zone)] : []),
  ]);
  return states;
}

const STATE_KEY = { what: "key of the state's secrets", name: DRIVER_NAMES.stateKeyAlias };
const DEPLOYMENT_ROLE = { what: "deployment role", name: DRIVER_NAMES.deploymentRole };
const BOUNDARY = { what: "permissions boundary of roles", name: DRIVER_NAMES.boundary };

async function bucketState(target: AwsTarget, what: string, name: string): Promise<BootstrapItemState> {
  return { what, name, exists: await bucketExists(target, name) };
}

/** The fields that names are made of. */
function owner(target: AwsTarget): { readonly short: string; readonly account: string; readonly region: string } {
  return { short: "", account: target.account, region: target.region };
}

async function bucket(
  target: AwsTarget,
  what: string,
  name: string,
  readers: readonly Reader[] = [],
): Promise<BootstrapItem> {
  return { what, name, created: await ensureBucket(target, name, readers) };
}

/** The hosted zone of the stage's domain. On AWS it must exist; a rehearsal creates its own. */
async function ensureZone(target: AwsTarget, zone: string): Promise<BootstrapItem> {
  const { Route53Client, CreateHostedZoneCommand } = await import("@aws-sdk/client-route-53");
  const client = new Route53Client(clientConfig(target));
  return calling(target, `reading the hosted zone ${zone}`, async () => {
    if ((await publicZones(client, zone)).length > 0) return { what: "zone", name: zone, created: false };
    await client.send(new CreateHostedZoneCommand({ Name: zone, CallerReference: `rehearsal-${zone}` }));
    return { what: "zone", name: zone, created: true };
  });
}

async function zoneState(target: AwsTarget, zone: string): Promise<BootstrapItemState> {
  const { Route53Client } = await import("@aws-sdk/client-route-53");
  const client = new Route53Client(clientConfig(target));
  return calling(target, `reading the hosted zone ${zone}`, async () => ({
    what: "zone",
    name: zone,
    exists: (await publicZones(client, zone)).length > 0,
  }));
}

export function bootstrapLines(report: BootstrapReport): readonly string[] {
  return [
    `Account ${report.account}, region ${report.region}:`,
    ...report.items.map(({ what, name, created }) => `  ${created ? "created" : "present"}  ${what} ${name}`),
  ];
}
