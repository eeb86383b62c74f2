import { resolveNs } from "node:dns/promises";
import { DeployError } from "../../../model/errors";
import type { Stage } from "../../../model/stage/stage";
import { calling } from "../errors";
import { publicZones } from "./hostedZones";
import { clientConfig, type AwsTarget } from "../target";

/** Whether the world asks the stage's own zone for its names. */
export type Delegation =
  | { readonly kind: "delegated" }
  /** The account has no such zone. */
  | { readonly kind: "missing" }
  /** The world asks others, or nobody. */
  | { readonly kind: "elsewhere"; readonly expected: readonly string[]; readonly found: readonly string[] }
  /** DNS could not be asked from here. */
  | { readonly kind: "unknown"; readonly reason: string };

/** Name servers of a zone, as DNS says. */
export type AskDns = (zone: string) => Promise<readonly string[]>;

/** DNS says that there are none. */
const NOBODY = new Set(["ENODATA", "ENOTFOUND"]);

/** Compares the zone's name servers with those that DNS names. In a rehearsal nobody outside is asked. */
export async function delegationOf(target: AwsTarget, zone: string, askDns: AskDns = resolveNs): Promise<Delegation> {
  const expected = await zoneServers(target, zone);
  if (expected === null) return { kind: "missing" };
  if (target.kind === "rehearsal") return { kind: "unknown", reason: "a rehearsal asks nobody outside this machine" };
  try {
    const found = (await askDns(zone)).map(plainName).sort();
    const theirs = new Set(found);
    return expected.some((server) => theirs.has(server))
      ? { kind: "delegated" }
      : { kind: "elsewhere", expected, found };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== undefined && NOBODY.has(code)) return { kind: "elsewhere", expected, found: [] };
    return { kind: "unknown", reason: message };
  }
}

/** Name servers of the account's public zone; null when it has none. */
async function zoneServers(target: AwsTarget, zone: string): Promise<readonly string[] | null> {
  const { GetHostedZoneCommand, Route53Client } = await import("@aws-sdk/client-route-53");
  const client = new Route53Client(clientConfig(target));
  return calling(target, `looking for the zone ${zone}`, async () => {
    const zones = await publicZones(client, zone);
    const [Id] = zones;
    if (Id === undefined) return null;
    if (zones.length > 1) throw ambiguousZone(zone, zones);
    const { DelegationSet } = await client.send(new GetHostedZoneCommand({ Id }));
    return (DelegationSet?.NameServers ?? []).map(plainName).sort();
  });
}

/** The AWS provider looks the zone up by its name, and refuses to choose. */
function ambiguousZone(zone: string, ids: readonly string[]): DeployError {
  return new DeployError(
    "ZONE_NOT_DELEGATED",
    `The account has ${String(ids.length)} public zones ${zone}: ${ids.join(", ")}.`,
    "Delete those to which the parent zone does not delegate.",
  );
}

function plainName(server: string): string {
  return server.toLowerCase().replace(/\.$/, "");
}

/** What is wrong, with what to do; null where nothing is, or nothing can be known. */
export function delegationError(delegation: Delegation, { name, domains }: Stage): DeployError | null {
  const { zone } = domains;
  const or = `or set listbackup:api.customDomain to false in Pulumi.${name}.yaml until then`;
  switch (delegation.kind) {
    case "delegated":
    case "unknown":
      return null;
    case "missing":
      return new DeployError(
        "ZONE_NOT_DELEGATED",
        `The account has no public zone ${zone}: the certificate could not be proved.`,
        `Create the zone in Route 53 and have its parent delegate to it, ${or}.`,
      );
    case "elsewhere":
      return new DeployError(
        "ZONE_NOT_DELEGATED",
        `DNS asks ${delegation.found.length === 0 ? "nobody" : delegation.found.join(", ")} for ${zone}, not the account's zone: the certificate would never be proved.`,
        `Have the parent of ${zone} name these servers (NS): ${delegation.expected.join(", ")}; ${or}.`,
      );
  }
}

/** @throws DeployError ZONE_NOT_DELEGATED */
export async function requireDelegation(target: AwsTarget, stage: Stage, askDns?: AskDns): Promise<void> {
  if (!stage.api.customDomain) return;
  const error = delegationError(await delegationOf(target, stage.domains.zone, askDns), stage);
  if (error !== null) throw error;
}
