import type { Change, ResourceRecordSet, Route53 } from "@aws-sdk/client-route-53";
import { defineRow, type Row } from "../schema/row";
import type { Properties } from "../values/values";
import { healthCheckRow } from "./healthCheck";
import { blocks, flag, number, type Shape, text, textSet } from "../schema/schema";

const withoutDot = (name: string | undefined): string => (name ?? "").replace(/\.$/, "").toLowerCase();

const inputs = {
  zoneId: text({ required: true, replaces: true }),
  name: text({ required: true, replaces: true, normal: withoutDot }),
  type: text({ required: true }),
  setIdentifier: text(),
  ttl: number(),
  records: textSet(),
  aliases: blocks({
    name: text({ required: true, normal: withoutDot }),
    zoneId: text({ required: true }),
    evaluateTargetHealth: flag({ required: true }),
  }),
  healthCheckId: text(),
  failoverRoutingPolicies: blocks({ type: text({ required: true }) }),
  allowOverwrite: flag({ computed: true }),
};

type Inputs = Shape<typeof inputs>;
/** Route 53 answers with `\052` for `*`. */
const readable = (name: string | undefined): string => withoutDot(name).replace("\\052", "*");

/** A name relative to its zone, or a whole one, as a whole one. */
async function fullName(route53: Route53, zoneId: string, name: string): Promise<string> {
  const { HostedZone } = await route53.getHostedZone({ Id: zoneId });
  const zone = withoutDot(HostedZone?.Name);
  const given = withoutDot(name);
  if (given === "" || given === zone) return zone;
  return given.endsWith(`.${zone}`) ? given : `${given}.${zone}`;
}

function recordSet(given: Inputs, fqdn: string): ResourceRecordSet {
  const [alias] = given.aliases ?? [];
  return {
    Name: fqdn,
    Type: given.type as "A",
    SetIdentifier: given.setIdentifier,
    Failover: given.failoverRoutingPolicies?.[0]?.type as "PRIMARY" | undefined,
    HealthCheckId: given.healthCheckId,
    ...(alias === undefined
      ? {
          TTL: given.ttl ?? 300,
          ResourceRecords: (given.records ?? []).map((record) => ({ Value: toWire(given.type, record) })),
        }
      : {
          AliasTarget: {
            DNSName: alias.name,
            HostedZoneId: alias.zoneId,
            EvaluateTargetHealth: alias.evaluateTargetHealth,
          },
        }),
  };
}

/** Texts are quoted on the wire. */
const toWire = (type: string, record: string): string =>
  type === "TXT" && !record.startsWith('"') ? `"${record}"` : record;
const fromWire = (type: string, record: string): string => (type === "TXT" ? record.replace(/^"|"$/g, "") : record);

async function change(route53: Route53, zoneId: string, ...changes: Change[]): Promise<void> {
  await route53.changeResourceRecordSets({ HostedZoneId: zoneId, ChangeBatch: { Changes: changes } });
}

interface RecordKey {
  readonly zoneId: string;
  readonly name: string;
  readonly type: string;
  readonly setIdentifier: string | undefined;
}

/**
 * As the AWS provider has it: the properties say which record it is, because the id stays when type or identifier change. Only
 * an import has nothing but the id, `ZONE_NAME_TYPE[_SET]`; a name may hold underscores of its own.
 */
function recordKey(id: string, state: Properties): RecordKey {
  const { zoneId, name, type, setIdentifier } = state;
  if (typeof zoneId === "string" && typeof name === "string" && typeof type === "string")
    return { zoneId, name, type, setIdentifier: typeof setIdentifier === "string" ? setIdentifier : undefined };
  const [, zone = "", domain = "", kind = "", set] =
    /^([^_]+)_(.*?)_(A|AAAA|CAA|CNAME|MX|NS|PTR|SOA|SRV|TXT)(?:_(.+))?$/.exec(id) ?? [];
  return { zoneId: zone, name: domain, type: kind, setIdentifier: set };
}

async function find(
  route53: Route53,
  { zoneId, name, type, setIdentifier }: RecordKey,
): Promise<ResourceRecordSet | undefined> {
  if (zoneId === "") return undefined;
  const fqdn = await fullName(route53, zoneId, name);
  const { ResourceRecordSets = [] } = await route53.listResourceRecordSets({
    HostedZoneId: zoneId,
    StartRecordName: fqdn,
    StartRecordType: type as "A",
  });
  return ResourceRecordSets.find(
    (set) => readable(set.Name) === fqdn && set.Type === type && (set.SetIdentifier ?? "") === (setIdentifier ?? ""),
  );
}

const record = defineRow({
  token: "aws:route53/record:Record",
  inputs,
  outputs: ["fqdn"],
  async create({ route53 }, given) {
    const fqdn = await fullName(route53, given.zoneId, given.name);
    const Action = given.allowOverwrite === true ? "UPSERT" : "CREATE";
    await change(route53, given.zoneId, { Action, ResourceRecordSet: recordSet(given, fqdn) });
    const suffix = given.setIdentifier === undefined ? "" : `_${given.setIdentifier}`;
    return `${given.zoneId}_${withoutDot(given.name)}_${given.type}${suffix}`;
  },
  async read({ route53 }, id, state) {
    const key = recordKey(id, state);
    const found = await find(route53, key);
    if (found === undefined) return undefined;
    const { zoneId, name, type } = key;
    const { AliasTarget: target } = found;
    return {
      zoneId,
      name,
      type,
      setIdentifier: found.SetIdentifier,
      healthCheckId: found.HealthCheckId,
      failoverRoutingPolicies: found.Failover && [{ type: found.Failover }],
      ttl: target === undefined ? found.TTL : undefined,
      records: target === undefined ? matching(found, state["records"]) : undefined,
      aliases: target && [
        {
          name: withoutDot(target.DNSName),
          zoneId: target.HostedZoneId,
          evaluateTargetHealth: target.EvaluateTargetHealth,
        },
      ],
      fqdn: readable(found.Name),
    };
  },
  async update({ route53 }, { olds, news, changed }) {
    if ([...changed].every((name) => name === "allowOverwrite")) return;
    const fqdn = await fullName(route53, news.zoneId, news.name);
    const wanted = recordSet(news, fqdn);
    if (!changed.has("type") && !changed.has("setIdentifier"))
      return change(route53, news.zoneId, { Action: "UPSERT", ResourceRecordSet: wanted });
    // Another record for Route 53: both changes are in one batch, so that the name resolves all the time.
    await change(
      route53,
      news.zoneId,
      { Action: "DELETE", ResourceRecordSet: recordSet(olds, fqdn) },
      { Action: "CREATE", ResourceRecordSet: wanted },
    );
  },
  async remove({ route53 }, id, state) {
    const key = recordKey(id, state);
    const found = await find(route53, key);
    if (found !== undefined) await change(route53, key.zoneId, { Action: "DELETE", ResourceRecordSet: found });
  },
  validate: ({ aliases, records, failoverRoutingPolicies, setIdentifier }) => [
    ...((aliases === undefined) === (records === undefined) ? ["exactly one of aliases and records is needed"] : []),
    ...(failoverRoutingPolicies !== undefined && setIdentifier === undefined
      ? ["setIdentifier is needed with failoverRoutingPolicies"]
      : []),
  ],
});

/** Records in the program's spelling where they are the same: a dot at the end, quotes. */
function matching(found: ResourceRecordSet, known: unknown): readonly string[] {
  const spellings = new Map(
    (Array.isArray(known) ? (known as readonly string[]) : []).map((text) => [
      fromWire(found.Type ?? "", withoutDot(text)),
      text,
    ]),
  );
  return (found.ResourceRecords ?? []).map(({ Value = "" }) => {
    const plain = fromWire(found.Type ?? "", Value);
    return spellings.get(withoutDot(plain)) ?? spellings.get(plain) ?? plain;
  });
}

export const route53Rows: readonly Row[] = [record, healthCheckRow];
