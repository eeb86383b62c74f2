import { MAX_TTL, recordsLeftBehind, type NameRecord } from "../../../model/failover/answer";
import { readNameRecords } from "../../failover/dns";
import { NOT_ROLLBACK, type StageCheck } from "../check";
import { found, passed, type CheckResult } from "../finding";
import type { Subject } from "../subject";

export const FAILOVER_CHECK: StageCheck = {
  id: "failover",
  on: "stage",
  purposes: NOT_ROLLBACK,
  ofChanges: true,
  run: failover,
};

/** Whether Route 53 takes the stage's failover records, and whether other records of the name would be left behind. */
async function failover({ session }: Subject): Promise<CheckResult | readonly CheckResult[]> {
  const { stage, target } = session;
  const { failover: settings, domains } = stage;
  if (settings.kind === "off") return passed("not needed: the stage has no failover");
  const name = settings.kind === "primary" ? domains.api : settings.domain;
  const names = await readNameRecords(target, domains.zone, name);
  // The check of the zone has its own finding.
  if (names === null) return passed(`${domains.zone} does not exist`);
  const findings = [
    ...(settings.kind === "secondary" && names.all.some(isSimple)
      ? [
          found(
            "FAILOVER_ORDER",
            `${name} has a simple record, beside which Route 53 takes no secondary one.`,
            `Deploy ${settings.of} first: \`bin/deploy up ${settings.of}\`. If its region is lost, make the record a primary failover record in Route 53, or set listbackup:failover of ${stage.name} to off.`,
          ),
        ]
      : []),
    ...recordsLeftBehind(names.all)
      .filter((record) => !isSimple(record))
      .map((record) => found("FAILOVER_RECORDS", recordText(name, record), undefined, record.type)),
  ];
  return findings.length === 0 ? passed(`${name} has failover records, or none yet`) : findings;
}

/** The record that becomes the primary one. */
function isSimple({ type, failover: role }: NameRecord): boolean {
  return type === "A" && role === null;
}

function recordText(name: string, { type, ttl }: NameRecord): string {
  const high = ttl !== null && ttl > MAX_TTL ? `; its TTL of ${String(ttl)} s is longer than ${String(MAX_TTL)} s` : "";
  return `The ${type} record of ${name} does not fail over${high}.`;
}
