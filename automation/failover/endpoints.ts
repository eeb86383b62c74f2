import { resolve4 } from "node:dns/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { answerOf, healthOf } from "../../model/failover/answer";
import { DeployError } from "../../model/errors";
import type { Context } from "../commands/command";
import type { Session } from "../session";
import { liveSubject } from "../verification/liveSubject";
import type { Subject } from "../verification/subject";
import { verificationError } from "../verification/verificationError";
import type { CheckResult } from "../verification/verdict";
import { leftoverHandling, verifyStage } from "../verification/verify";
import { readHealthCheck, readNameRecords } from "./dns";
import { readServedDomain } from "./servedDomain";

/** Verifies a stage with all checks of its release, at its own address. @throws DeployError VERIFICATION, INCONCLUSIVE */
export async function verifyOwnAddress(
  context: Context,
  session: Session,
  remedy: string,
): Promise<readonly CheckResult[]> {
  const { subject } = await liveSubject(context, session, null);
  return verified(context, subject, remedy);
}

/**
 * Verifies the stage that the public name leads to, through that name: all endpoints as users reach them.
 * @param session the stage that must answer
 * @throws DeployError VERIFICATION, INCONCLUSIVE
 */
export async function verifyPublicName(
  context: Context,
  session: Session,
  { zone, domain }: { readonly zone: string; readonly domain: string },
  remedy: string,
): Promise<readonly CheckResult[]> {
  const { subject } = await liveSubject(context, session, null);
  const served = await readServedDomain(session.target, domain);
  if (served === null || served.apiId !== subject.apiId) throw otherApi(domain, session.stage.name, remedy);
  const url = await publicUrl(context, session, { zone, domain }, served.target, remedy);
  const apis = (subject.apis ?? []).map((api) => ({
    ...api,
    // In a rehearsal each API has an address of its own.
    url: session.target.kind === "rehearsal" ? api.url : `${url}${api.path}`,
  }));
  return verified(context, { ...subject, url, apis }, remedy);
}

async function verified(context: Context, subject: Subject, remedy: string): Promise<readonly CheckResult[]> {
  const results = await verifyStage(subject, { kind: "verify", groups: [] }, context);
  context.signal.throwIfAborted();
  const error = verificationError(results, subject.stage, remedy, leftoverHandling("verify"));
  if (error !== null) throw error;
  return results;
}

function otherApi(domain: string, stage: string, remedy: string): DeployError {
  return new DeployError("VERIFICATION", `${domain} is not mapped to the API of ${stage} in its region.`, remedy);
}

/** Route 53 needs up to a minute, and resolvers keep answers for another. ms */
const DNS_LIMIT = 180_000;
const DNS_PAUSE = 5_000;

/** URL of the API by its public name, once DNS leads to the stage. In a rehearsal it is what Route 53's records say. */
async function publicUrl(
  context: Context,
  { target, stage }: Session,
  { zone, domain }: { readonly zone: string; readonly domain: string },
  expected: string,
  remedy: string,
): Promise<string> {
  const answered = await recordedAnswer({ target, stage }, zone, domain);
  if (answered !== "checked" && answered !== expected)
    throw new DeployError("VERIFICATION", `${domain} leads to ${answered}, not to ${expected}.`, remedy);
  if (target.kind === "rehearsal") {
    const served = await readServedDomain(target, domain);
    return `${target.endpoint}/_aws/execute-api/${served?.apiId ?? ""}`;
  }
  const deadline = performance.now() + DNS_LIMIT;
  while (!(await leadsTo(domain, expected))) {
    if (performance.now() > deadline)
      throw new DeployError(
        "VERIFICATION",
        `After ${String(DNS_LIMIT / 1_000)} s, DNS on this machine still does not lead ${domain} to ${expected}.`,
        remedy,
      );
    await sleep(DNS_PAUSE, undefined, { signal: context.signal });
  }
  return `https://${domain}`;
}

/** Whether a name has an address of a regional endpoint. A failed request of DNS is no answer. */
async function leadsTo(domain: string, target: string): Promise<boolean> {
  const addresses = (name: string): Promise<readonly string[]> => resolve4(name).catch(() => []);
  const [own, expected] = await Promise.all([addresses(domain), addresses(target)]);
  return own.some((address) => expected.includes(address));
}

/** Target of the record that Route 53 answers with; `checked`: that depends on the health of the primary API. */
async function recordedAnswer({ target }: Session, zone: string, domain: string): Promise<string> {
  const names = await readNameRecords(target, zone, domain);
  if (names === null || names.primary === null) return "";
  const { primary, secondary } = names;
  const check = primary.healthCheckId === null ? null : await readHealthCheck(target, primary.healthCheckId);
  const answer = answerOf({ primary, secondary }, check === null ? "healthy" : healthOf(check));
  return answer === "checked" ? answer : (answer.target ?? "");
}
