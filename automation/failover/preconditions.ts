import { recordsLeftBehind, type NameRecord } from "../../model/failover/answer";
import type { HealthCheckState } from "../../model/failover/record";
import { DeployError } from "../../model/errors";
import { presenceOf } from "../../model/lock/leaseOwner";
import { isVerified, servingRecord, type ReleaseRecord } from "../../model/release/record";
import { readLease } from "../aws/buckets/lease";
import { readRecentRecords } from "../aws/buckets/releases";
import { leaseHeld } from "../lock/lease";
import { processIdentity, processStartTime } from "../processIdentity";
import type { Session } from "../session";
import { readHealthCheck, readNameRecords, type NameRecords } from "./dns";
import { lastCompletedRestore } from "../failback/failbackTask";
import type { FailoverSession, Reachability } from "./failoverSession";
import { certificateProblem, readServedDomain, type ServedDomain } from "./servedDomain";

/** What a failover needs, all of it found. */
export interface Readiness {
  readonly records: { readonly primary: NameRecord; readonly secondary: NameRecord };
  readonly healthCheck: HealthCheckState;
  /** The source's domain in the recovery region. */
  readonly served: ServedDomain;
  /** Records of the name that stay where they are. */
  readonly leftBehind: readonly NameRecord[];
  /** Unix seconds: what was written later is not on the recovery stage; null: it was not restored. */
  readonly dataOf: number | null;
}

/**
 * Checks what a failover needs, before its first change. Problems are collected.
 * @throws DeployError LEASE_HELD where a deployment runs on either stage; FAILOVER_NOT_DEPLOYED, RECOVERY_NOT_READY,
 *   CERTIFICATE_NOT_READY; PREFLIGHT for several
 */
export async function requireReadiness(failover: FailoverSession, reach: Reachability): Promise<Readiness> {
  const { source, recovery, domain } = failover;
  for (const session of reach.kind === "reachable" ? [recovery, source] : [recovery])
    await requireNoDeployment(session);
  const [names, served, releases] = await Promise.all([
    readNameRecords(recovery.target, source.stage.domains.zone, domain),
    readServedDomain(recovery.target, domain),
    readRecentRecords(recovery.target, recovery.stage),
  ]);
  const { primary, secondary } = names ?? { primary: null, secondary: null };
  const checkId = primary?.healthCheckId ?? null;
  const healthCheck = checkId === null ? null : await readHealthCheck(recovery.target, checkId);
  const problems = readinessProblems(failover, { names, healthCheck, served, releases });
  const [first] = problems;
  if (first !== undefined) throw problems.length === 1 ? first : severalProblems(problems);
  if (primary === null || secondary === null || healthCheck === null || served === null)
    throw new TypeError("a problem was not reported");
  return {
    records: { primary, secondary },
    healthCheck,
    served,
    leftBehind: recordsLeftBehind(names?.all ?? []),
    dataOf: lastCompletedRestore(releases)?.restored?.dataOf ?? null,
  };
}

/** What AWS has for a failover. */
export interface ReadinessFacts {
  /** null: the account has no such zone */
  readonly names: NameRecords | null;
  /** Of the primary record. */
  readonly healthCheck: HealthCheckState | null;
  readonly served: ServedDomain | null;
  /** Records of releases of the recovery stage. */
  readonly releases: readonly ReleaseRecord[];
}

type FailoverStages = {
  readonly source: Pick<Session, "stage">;
  readonly recovery: Pick<Session, "stage">;
  readonly domain: string;
};

/** Everything that is missing. */
export function readinessProblems(
  failover: FailoverStages,
  { names, healthCheck, served, releases }: ReadinessFacts,
): readonly DeployError[] {
  return [
    ...recordProblems(failover, names, healthCheck),
    ...domainProblems(failover, served, names?.secondary ?? null),
    ...releaseProblems(failover, releases),
  ];
}

/** @throws DeployError LEASE_HELD */
async function requireNoDeployment({ target, stage }: Session): Promise<void> {
  const stored = await readLease(target, stage);
  if (stored === null) return;
  const { lease } = stored;
  if (lease !== null && presenceOf(lease.place, processIdentity(), processStartTime) === "gone") return;
  throw leaseHeld(stage.name, lease);
}

function severalProblems(problems: readonly DeployError[]): DeployError {
  return new DeployError(
    "PREFLIGHT",
    problems.map(({ code, what }) => `- ${code}: ${what}`).join("\n"),
    problems.map(({ remedy }) => `- ${remedy}`).join("\n"),
    { details: { findings: problems.map(({ code, what, remedy }) => ({ code, detail: what, remedy })) } },
  );
}

function recordProblems(
  { source, recovery, domain }: FailoverStages,
  names: NameRecords | null,
  healthCheck: HealthCheckState | null,
): readonly DeployError[] {
  const missing = (what: string, stage: string): DeployError =>
    new DeployError(
      "FAILOVER_NOT_DEPLOYED",
      `${what}. Nothing was changed.`,
      `Deploy it: \`bin/deploy up ${stage}\`. While ${source.stage.name}'s region is lost, change the record by hand: docs/disaster-recovery.md.`,
    );
  if (names === null)
    return [missing(`The account has no public hosted zone ${source.stage.domains.zone}`, source.stage.name)];
  if (names.primary === null || healthCheck === null)
    return [missing(`${domain} has no primary failover record with a health check in Route 53`, source.stage.name)];
  if (names.secondary !== null) return [];
  return [missing(`${domain} has no secondary failover record in Route 53`, recovery.stage.name)];
}

function domainProblems(
  { recovery, domain }: FailoverStages,
  served: ServedDomain | null,
  secondary: NameRecord | null,
): readonly DeployError[] {
  const { name, region } = recovery.stage;
  const notReady = (what: string): DeployError =>
    new DeployError(
      "CERTIFICATE_NOT_READY",
      `${name} cannot serve ${domain} in ${region}: ${what}. Nothing was changed.`,
      `Deploy ${name} again: \`bin/deploy up ${name}\`; see the certificate: \`bin/deploy doctor ${name}\`.`,
    );
  if (served === null) return [notReady("the region has no custom domain of that name")];
  const problem = certificateProblem(served.certificate, domain, Date.now());
  if (problem !== null) return [notReady(problem)];
  if (served.apiId === null) return [notReady("the custom domain has no mapping to an API")];
  if (secondary === null || secondary.target === served.target) return [];
  return [notReady(`the secondary record leads to ${String(secondary.target)}, not to ${served.target}`)];
}

function releaseProblems(
  { source, recovery }: FailoverStages,
  records: readonly ReleaseRecord[],
): readonly DeployError[] {
  const { name } = recovery.stage;
  const notReady = (what: string): readonly DeployError[] => [
    new DeployError(
      "RECOVERY_NOT_READY",
      `${name} cannot take over: ${what}. Nothing was changed.`,
      `Restore ${source.stage.name} there; its backup sets: \`bin/deploy dr list ${source.stage.name}\`.`,
    ),
  ];
  const serving = servingRecord(records);
  const [newest] = records;
  if (serving === null || newest === undefined) return notReady("nothing is deployed there");
  if (newest.id !== serving.id) return notReady(`its release ${String(newest.id)} is unfinished: ${newest.outcome}`);
  if (!isVerified(serving)) return notReady(`its release ${String(serving.id)} is not verified`);
  return [];
}
