import { DeployError } from "../../model/errors";
import { DRIVER_NAMES } from "../../model/names";
import type { Stage } from "../../model/stage/stage";
import { ensureBucket, bucketExists, type Reader } from "./bucket";
import { calling, isNotFound } from "./errors";
import { clientConfig, type AwsTarget } from "./target";

/** One thing of the foundation, and whether it was there. */
export interface FoundationItem {
  readonly what: string;
  readonly name: string;
  readonly created: boolean;
}

export interface BootstrapReport {
  readonly account: string;
  readonly region: string;
  readonly items: readonly FoundationItem[];
}

/**
 * Brings up what the driver itself needs in an account and region. Repeating it changes nothing.
 * @param readers who of other accounts may read releases and artifacts: of the stages that take promotions from this one
 */
export async function bootstrap(
  target: AwsTarget,
  stage: Stage,
  readers: readonly Reader[] = [],
): Promise<BootstrapReport> {
  const items = await Promise.all([
    bucket(target, "state bucket", DRIVER_NAMES.stateBucket(owner(target))),
    bucket(target, "deployments bucket", DRIVER_NAMES.deploymentsBucket(owner(target)), readers),
    ensureStateKey(target),
    ...(target.kind === "rehearsal" ? [ensureZone(target, stage.domains.zone)] : []),
  ]);
  return { account: target.account, region: target.region, items };
}

/** The two fields of a target that names are made of. */
function owner(target: AwsTarget): { readonly short: string; readonly account: string; readonly region: string } {
  return { short: "", account: target.account, region: target.region };
}

async function bucket(
  target: AwsTarget,
  what: string,
  name: string,
  readers: readonly Reader[] = [],
): Promise<FoundationItem> {
  return { what, name, created: await ensureBucket(target, name, readers) };
}

/** The key under which secrets in the state are encrypted, found by its alias. */
async function ensureStateKey(target: AwsTarget): Promise<FoundationItem> {
  const { KMSClient, CreateAliasCommand, CreateKeyCommand, DescribeKeyCommand, EnableKeyRotationCommand } =
    await import("@aws-sdk/client-kms");
  const client = new KMSClient(clientConfig(target));
  const name = DRIVER_NAMES.stateKeyAlias;
  return calling(target, "looking for the state's key", async () => {
    try {
      await client.send(new DescribeKeyCommand({ KeyId: name }));
      return { what: "key of the state's secrets", name, created: false };
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
    const { KeyMetadata } = await client.send(
      new CreateKeyCommand({ Description: "Secrets in the state of ListBackup deployments" }),
    );
    const id = KeyMetadata?.KeyId ?? "";
    // The alias last: a key without it was left by a crash, costs little, and is not taken for finished.
    await client.send(new EnableKeyRotationCommand({ KeyId: id }));
    await client.send(new CreateAliasCommand({ AliasName: name, TargetKeyId: id }));
    return { what: "key of the state's secrets", name, created: true };
  });
}

/** The zone of the stage's domain. On AWS it exists before any stage does; a rehearsal makes its own. */
async function ensureZone(target: AwsTarget, zone: string): Promise<FoundationItem> {
  const { Route53Client, CreateHostedZoneCommand, ListHostedZonesByNameCommand } =
    await import("@aws-sdk/client-route-53");
  const client = new Route53Client(clientConfig(target));
  return calling(target, `looking for the zone ${zone}`, async () => {
    const { HostedZones } = await client.send(new ListHostedZonesByNameCommand({ DNSName: zone, MaxItems: 1 }));
    if (HostedZones?.[0]?.Name === `${zone}.`) return { what: "zone", name: zone, created: false };
    await client.send(new CreateHostedZoneCommand({ Name: zone, CallerReference: `rehearsal-${zone}` }));
    return { what: "zone", name: zone, created: true };
  });
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
  const there = await Promise.all(names.map((name) => bucketExists(target, name)));
  const missing = names.filter((_name, index) => there[index] !== true);
  if (missing.length === 0) return;
  throw new DeployError(
    "NOT_BOOTSTRAPPED",
    `Account ${target.account} in ${target.region} has no ${missing.join(" and no ")}.`,
    "Lay the foundation once: `bin/deploy bootstrap <stage>`.",
  );
}
