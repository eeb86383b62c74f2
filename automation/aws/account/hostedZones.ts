import type { Route53Client } from "@aws-sdk/client-route-53";

/**
 * Ids of the account's public zones of a name. A private zone may have the same name: it answers inside a VPC only, and
 * proves nothing to ACM.
 * @param name without the final dot
 */
export async function publicZones(client: Route53Client, name: string): Promise<readonly string[]> {
  const { ListHostedZonesByNameCommand } = await import("@aws-sdk/client-route-53");
  // Zones of one name follow each other, and a page has 100: more of one name are possible only with private ones.
  const { HostedZones = [] } = await client.send(new ListHostedZonesByNameCommand({ DNSName: name, MaxItems: 100 }));
  return HostedZones.flatMap(({ Id, Name, Config }) =>
    Id !== undefined && Name === `${name}.` && Config?.PrivateZone !== true ? [Id] : [],
  );
}
