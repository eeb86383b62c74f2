import type { ChangeAction, ResourceRecordSet, Route53 } from "@aws-sdk/client-route-53";
import { defineRow, type Row } from "../schema/row";
import { blocks, flag, number, type Shape, text, textSet } from "../schema/schema";

const withoutDot = (name: string | undefined): string => (name ?? "").replace(/\.$/, "").toLowerCase();

const inputs = {
  zoneId: text({ required: true, replaces: true }),
  name: text({ required: true, replaces: true, normal: withoutDot }),
  type: text({ required: true, replaces: true }),
  setIdentifier: text({ replaces: true }),
  ttl: number(),
  records: textSet(),
  aliases: blocks({
    name: text({ required: true, normal: withoutDot }),
    zoneId: text({ required: true }),
    evaluateTargetHealth: flag({ required: true }),
  }),
  healthCheckId: text(),
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

async function change(route53: Route53, zoneId: string, action: ChangeAction, set: ResourceRecordSet): Promise<void> {
  await route53.changeResourceRecordSets({
    HostedZoneId: zoneId,
    ChangeBatch: { Changes: [{ Action: action, ResourceRecordSet: set }] },
  });
}

/** `ZONE_NAME_TYPE[_SET]`, as the AWS provider has it; a name may hold underscores of its own. */
function recordKey(id: string, setIdentifier: unknown): { zoneId: string; name: string; type: string } {
  const suffix = typeof setIdentifier === "string" ? `_${setIdentifier}` : "";
  const [, zoneId = "", name = "", type = ""] =
    /^([^_]+)_(.*)_([A-Z]+)$/.exec(id.slice(0, id.length - suffix.length)) ?? [];
  return { zoneId, name, type };
}

async function find(route53: Route53, id: string, setIdentifier: unknown): Promise<ResourceRecordSet | undefined> {
  const { zoneId, name, type } = recordKey(id, setIdentifier);
  if (zoneId === "") return undefined;
  const fqdn = await fullName(route53, zoneId, name);
  const { ResourceRecordSets = [] } = await route53.listResourceRecordSets({
    HostedZoneId: zoneId,
    StartRecordName: fqdn,
    StartRecordType: type as "A",
  });
  return ResourceRecordSets.find(
    (set) =>
      readable(set.Name) === fqdn &&
      set.Type === type &&
      (setIdentifier === undefined || set.SetIdentifier === setIdentifier),
  );
}

const record = defineRow({
  token: "aws:route53/record:Record",
  inputs,
  outputs: ["fqdn"],
  async create({ route53 }, given) {
    const fqdn = await fullName(route53, given.zoneId, given.name);
    await change(route53, given.zoneId, given.allowOverwrite === true ? "UPSERT" : "CREATE", recordSet(given, fqdn));
    const suffix = given.setIdentifier === undefined ? "" : `_${given.setIdentifier}`;
    return `${given.zoneId}_${withoutDot(given.name)}_${given.type}${suffix}`;
  },
  async read({ route53 }, id, state) {
    const found = await find(route53, id, state["setIdentifier"]);
    if (found === undefined) return undefined;
    const { zoneId, name, type } = recordKey(id, state["setIdentifier"]);
    const { AliasTarget: target } = found;
    return {
      zoneId,
      name,
      type,
      setIdentifier: found.SetIdentifier,
      healthCheckId: found.HealthCheckId,
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
  async update({ route53 }, { news, changed }) {
    if ([...changed].every((name) => name === "allowOverwrite")) return;
    const fqdn = await fullName(route53, news.zoneId, news.name);
    await change(route53, news.zoneId, "UPSERT", recordSet(news, fqdn));
  },
  async remove({ route53 }, id, state) {
    const found = await find(route53, id, state["setIdentifier"]);
    if (found !== undefined) await change(route53, recordKey(id, state["setIdentifier"]).zoneId, "DELETE", found);
  },
  validate: ({ aliases, records }) =>
    (aliases === undefined) === (records === undefined) ? ["exactly one of aliases and records is needed"] : [],
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

export const route53Rows: readonly Row[] = [record];
