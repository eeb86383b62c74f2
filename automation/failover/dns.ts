import type { ResourceRecordSet, Route53 } from "@aws-sdk/client-route-53";
import type { NameRecord } from "../../model/failover/answer";
import type { HealthCheckState } from "../../model/failover/record";
import { publicZones } from "../aws/account/hostedZones";
import { calling, isNotFound } from "../aws/errors";
import { clientConfig, type AwsTarget } from "../aws/target";

/** Records of the API's name. */
export interface NameRecords {
  readonly primary: NameRecord | null;
  readonly secondary: NameRecord | null;
  /** All records of the name, these included. */
  readonly all: readonly NameRecord[];
}

/** Route 53 is a global service: its calls go to no region of a stage, but its control plane is in us-east-1. */
async function route53(target: AwsTarget): Promise<Route53> {
  const { Route53 } = await import("@aws-sdk/client-route-53");
  return new Route53(clientConfig(target));
}

/** @returns null where the account has no such public zone */
export async function readNameRecords(target: AwsTarget, zone: string, name: string): Promise<NameRecords | null> {
  const client = await route53(target);
  return calling(target, `reading the records of ${name}`, async () => {
    const [zoneId] = await publicZones(client, zone);
    if (zoneId === undefined) return null;
    const { ResourceRecordSets = [] } = await client.listResourceRecordSets({
      HostedZoneId: zoneId,
      StartRecordName: name,
      MaxItems: 100,
    });
    // Records are sorted by name: those of the name come first.
    const all = ResourceRecordSets.filter(({ Name = "" }) => plainName(Name) === name).map(nameRecord);
    const of = (role: NameRecord["failover"]): NameRecord | null =>
      all.find(({ failover, type }) => failover === role && type === "A") ?? null;
    return { primary: of("PRIMARY"), secondary: of("SECONDARY"), all };
  });
}

function nameRecord(record: ResourceRecordSet): NameRecord {
  return {
    type: record.Type ?? "",
    failover: record.Failover ?? null,
    setIdentifier: record.SetIdentifier ?? null,
    target: record.AliasTarget?.DNSName === undefined ? null : plainName(record.AliasTarget.DNSName),
    ttl: record.TTL ?? null,
    healthCheckId: record.HealthCheckId ?? null,
  };
}

export function plainName(name: string): string {
  return name.toLowerCase().replace(/\.$/, "");
}

/** @returns null where it does not exist */
export async function readHealthCheck(target: AwsTarget, id: string): Promise<HealthCheckState | null> {
  const client = await route53(target);
  return calling(target, `reading the health check ${id}`, async () => {
    try {
      const { HealthCheck } = await client.getHealthCheck({ HealthCheckId: id });
      const { Disabled = false, Inverted = false } = HealthCheck?.HealthCheckConfig ?? {};
      return { id, disabled: Disabled, inverted: Inverted };
    } catch (error) {
      if (isNotFound(error)) return null;
      throw error;
    }
  });
}

/** Route 53's name servers have the change within a minute. */
export async function writeHealthCheck(target: AwsTarget, { id, disabled, inverted }: HealthCheckState): Promise<void> {
  const client = await route53(target);
  await calling(target, `changing the health check ${id}`, () =>
    client.updateHealthCheck({ HealthCheckId: id, Disabled: disabled, Inverted: inverted }),
  );
}
