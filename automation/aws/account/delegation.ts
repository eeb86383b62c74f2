import { resolveNs } from "node:dns/promises";
import { DeployError } from "../../../model/errors";
import type { Stage } from "../../../model/stage/stage";
import { calling } from "../errors";
import { publicZones } from "./hostedZones";
import { clientConfig, type AwsTarget } from "../target";

/** Whether DNS delegates the stage's domain to the account's hosted zone. */
export type Delegation =
  | { readonly kind: "delegated" }
  /** The account has no such hosted zone. */
  | { readonly kind: "missing" }
  /** DNS names other servers, or none. */
  | { readonly kind: "elsewhere"; readonly expected: readonly string[]; readonly found: readonly string[] }
  /** DNS could not be read. */
  | { readonly kind: "unknown"; readonly reason: string };

/** Name servers of a zone in DNS. */
export type ResolveNs = (zone: string) => Promise<readonly string[]>;

/** Errors of DNS for a zone without name servers. */
const NO_RECORD_CODES = new Set(["ENODATA", "ENOTFOUND"]);

/** Compares the hosted zone's name servers with those in DNS. A rehearsal makes no DNS requests. */
export async function delegationOf(
  target: AwsTarget,
  zone: string,
  resolveNameServers: ResolveNs = resolveNs,
): Promise<Delegation> {
  const expected = await zoneServers(target, zone);
  if (expected === null) return { kind: "missing" };
  if (target.kind === "rehearsal") return { kind: "unknown", reason: "a rehearsal makes no DNS requests" };
  try {
    const found = (await resolveNameServers(zone)).map(plainName).sort();
    const actual = new Set(found);
    return expected.some((server) => actual.has(server))
      ? { kind: "delegated" }
      : { kind: "elsewhere", expected, found };
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== undefined && NO_RECORD_CODES.has(code)) return { kind: "elsewhere", expected, found: [] };
    return { kind: "unknown", reason: message };
  }
}

/** Name servers of the account's public hosted zone; null where it has none. */
async function zoneServers(target: AwsTarget, zone: string): Promise<readonly string[] | null> {
  const { GetHostedZoneCommand, Route53Client } = await import("@aws-sdk/client-route-53");
  const client = new Route53Client(clientConfig(target));
  return calling(target, `reading the hosted zone ${zone}`, async () => {
    const zones = await publicZones(client, zone);
    const [Id] = zones;
    if (Id === undefined) return null;
    if (zones.length > 1) throw ambiguousZone(zone, zones);
    const { DelegationSet } = await client.send(new GetHostedZoneCommand({ Id }));
    return (DelegationSet?.NameServers ?? []).map(plainName).sort();
  });
}

/** The AWS provider looks up the zone by its name, which must be unique. */
function ambiguousZone(zone: string, ids: readonly string[]): DeployError {
  return new DeployError(
    "ZONE_NOT_DELEGATED",
    `The account has ${String(ids.length)} public hosted zones ${zone}: ${ids.join(", ")}.`,
    "Delete those to which the parent zone does not delegate.",
  );
}

function plainName(server: string): string {
  return server.toLowerCase().replace(/\.$/, "");
}

/** null where the delegation is correct or unknown */
export function delegationError(delegation: Delegation, { name, domains }: Stage): DeployError | null {
  const { zone } = domains;
  const alternative = `or set listbackup:api.customDomain to false in Pulumi.${name}.yaml until then`;
  switch (delegation.kind) {
    case "delegated":
    case "unknown":
      return null;
    case "missing":
      return new DeployError(
        "ZONE_NOT_DELEGATED",
        `The account has no public hosted zone ${zone}: the certificate could not be validated.`,
        `Create the hosted zone in Route 53 and delegate to it from its parent zone, ${alternative}.`,
      );
    case "elsewhere":
      return new DeployError(
        "ZONE_NOT_DELEGATED",
        `DNS delegates ${zone} to ${delegation.found.length === 0 ? "no server" : delegation.found.join(", ")}, not to the account's hosted zone: the certificate would never be validated.`,
        `Set these NS records in the parent zone of ${zone}: ${delegation.expected.join(", ")}; ${alternative}.`,
      );
  }
}
