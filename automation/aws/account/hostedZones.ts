import type { Route53Client } from "@aws-sdk/client-route-53";

/**
 * Ids of the account's public hosted zones of a name. Private zones of the same name do not validate certificates.
 * @param name without the trailing dot
 */
export async function publicZones(client: Route53Client, name: string): Promise<readonly string[]> {
  const { ListHostedZonesByNameCommand } = await import("@aws-sdk/client-route-53");
  // Zones of one name are adjacent, and a page has 100.
  const { HostedZones = [] } = await client.send(new ListHostedZonesByNameCommand({ DNSName: name, MaxItems: 100 }));
  return HostedZones.flatMap(({ Id, Name, Config }) =>
    Id !== undefined && Name === `${name}.` && Config?.PrivateZone !== true ? [Id] : [],
  );
}
