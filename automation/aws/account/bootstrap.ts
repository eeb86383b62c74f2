import { boundary } from "../../../model/access/boundary";
import { accountScope, type AccountScope } from "../../../model/access/scope";
import type { Reader } from "../../../model/account/foundation";
import { DRIVER_NAMES } from "../../../model/names";
import type { Stage } from "../../../model/stage/stage";
import { ensureBucket, bucketExists } from "../buckets/bucket";
import { calling } from "../errors";
import { publicZones } from "./hostedZones";
import { ensureManagedPolicy, managedPolicyExists } from "./managedPolicy";
import { ensureDeploymentRole } from "./rehearsalRole";
import { ensureStateKey, isStateKeyUsable } from "./stateKey";
import { notBootstrapped } from "./notBootstrapped";
import { clientConfig, type AwsTarget } from "../target";

/** A resource of the driver itself, and whether it was created now. */
export interface BootstrapItem {
  readonly what: string;
  readonly name: string;
  readonly created: boolean;
}

export interface BootstrapReport {
  readonly account: string;
  readonly region: string;
  readonly items: readonly BootstrapItem[];
}

/**
 * Creates what the driver itself needs in an account and region. Repeating it changes nothing.
 * @param readers roles of other accounts that may read releases and artifacts, for promotions to their stages
 * @param scope what the roles of the account may do
 */
export async function bootstrap(
  target: AwsTarget,
  stage: Stage,
  readers: readonly Reader[] = [],
  scope: AccountScope = accountScope(stage.account, [stage]),
): Promise<BootstrapReport> {
  const items = await Promise.all([
    bucket(target, "state bucket", DRIVER_NAMES.stateBucket(owner(target))),
    bucket(target, "deployments bucket", DRIVER_NAMES.deploymentsBucket(owner(target)), readers),
    ensureStateKey(target).then((created) => ({ ...STATE_KEY, created })),
    ensureManagedPolicy(target, boundary(scope)).then((created) => ({ ...BOUNDARY, created })),
    ...(target.kind === "rehearsal"
      ? [
          ensureZone(target, stage.domains.zone),
          ensureDeploymentRole(target, scope).then((created) => ({ ...DEPLOYMENT_ROLE, created })),
        ]
      : []),
  ]);
  return { account: target.account, region: target.region, items };
}

/** What `bootstrap` creates, as `BootstrapReport` lists it. */
export interface BootstrapItemState extends Omit<BootstrapItem, "created"> {
  readonly exists: boolean;
}

/**
 * What of it exists. Changes nothing.
 * @throws DeployError PREFLIGHT where a bucket belongs to another account, or the key is not usable
 */
export async function bootstrapItems(target: AwsTarget, stage: Stage): Promise<readonly BootstrapItemState[]> {
  const states = await Promise.all([
    bucketState(target, "state bucket", DRIVER_NAMES.stateBucket(owner(target))),
    bucketState(target, "deployments bucket", DRIVER_NAMES.deploymentsBucket(owner(target))),
    isStateKeyUsable(target).then((exists) => ({ ...STATE_KEY, exists })),
    managedPolicyExists(target, DRIVER_NAMES.boundary).then((exists) => ({ ...BOUNDARY, exists })),
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

/** @throws DeployError NOT_BOOTSTRAPPED */
export async function requireBootstrapped(target: AwsTarget): Promise<void> {
  const names = [DRIVER_NAMES.stateBucket(owner(target)), DRIVER_NAMES.deploymentsBucket(owner(target))];
  const exist = await Promise.all(names.map((name) => bucketExists(target, name)));
  if (exist.every(Boolean)) return;
  throw notBootstrapped(target);
}
