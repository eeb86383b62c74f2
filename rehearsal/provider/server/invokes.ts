import type { Aws } from "../aws/aws";
import type { Properties } from "../values/values";

type Invoke = (aws: Aws, args: Properties) => Promise<Properties>;

function textOf(args: Properties, name: string): string | undefined {
  const value = args[name];
  return typeof value === "string" ? value : undefined;
}

async function getCallerIdentity(aws: Aws): Promise<Properties> {
  const { Account, Arn, UserId } = await aws.sts.getCallerIdentity({});
  return { accountId: Account ?? "", arn: Arn ?? "", userId: UserId ?? "", id: Account ?? "" };
}

function getRegion(aws: Aws, args: Properties): Promise<Properties> {
  const region = textOf(args, "region") ?? textOf(args, "name") ?? aws.region;
  return Promise.resolve({
    id: region,
    name: region,
    region,
    description: region,
    endpoint: `ec2.${region}.amazonaws.com`,
  });
}

const withoutDot = (name: string): string => name.replace(/\.$/, "");
const bareZoneId = (id: string | undefined): string => (id ?? "").replace("/hostedzone/", "");

async function getZone(aws: Aws, args: Properties): Promise<Properties> {
  const wanted = textOf(args, "name");
  const zoneId = textOf(args, "zoneId");
  const isPrivate = args["privateZone"] === true;
  const { HostedZones = [] } = await aws.route53.listHostedZones({});
  const zones = HostedZones.filter((zone) =>
    zoneId !== undefined
      ? bareZoneId(zone.Id) === zoneId
      : withoutDot(zone.Name ?? "") === withoutDot(wanted ?? "") && (zone.Config?.PrivateZone ?? false) === isPrivate,
  );
  const [zone] = zones;
  if (zone === undefined) throw new Error(`no matching Route 53 hosted zone found for "${wanted ?? zoneId ?? ""}"`);
  if (zones.length > 1) throw new Error(`multiple Route 53 hosted zones match "${wanted ?? ""}"`);
  const { DelegationSet } = await aws.route53.getHostedZone({ Id: zone.Id });
  const id = bareZoneId(zone.Id);
  const nameServers = DelegationSet?.NameServers ?? [];
  return {
    id,
    zoneId: id,
    name: withoutDot(zone.Name ?? ""),
    arn: `arn:aws:route53:::hostedzone/${id}`,
    comment: zone.Config?.Comment ?? "",
    privateZone: zone.Config?.PrivateZone ?? false,
    resourceRecordSetCount: zone.ResourceRecordSetCount ?? 0,
    callerReference: zone.CallerReference ?? "",
    nameServers,
    primaryNameServer: nameServers[0] ?? "",
    tags: {},
  };
}

/** The functions of the AWS provider that our components call, by token. */
export const INVOKES: ReadonlyMap<string, Invoke> = new Map<string, Invoke>([
  ["aws:index/getCallerIdentity:getCallerIdentity", getCallerIdentity],
  ["aws:index/getRegion:getRegion", getRegion],
  ["aws:route53/getZone:getZone", getZone],
]);

/** @throws Error for a function that the offline provider has not */
export async function invoke(aws: Aws, token: string, args: Properties): Promise<Properties> {
  const run = INVOKES.get(token);
  if (run === undefined) {
    throw new Error(
      `The offline provider has no function ${token}: add it to INVOKES in rehearsal/provider/server/invokes.ts.`,
    );
  }
  return run(aws, args);
}
