import type { FindingCode } from "../../../model/preflight/findings";
import { DeployError } from "../../../model/errors";
import type { ReleaseRecord } from "../../../model/release/record";
import { assertAccount } from "../../aws/account/identity";
import type { CredentialsLife } from "../../aws/account/signIn";
import { classifySdkError } from "../../aws/errorKinds/sdkError";
import type { ErrorKind } from "../../aws/errorKinds/errorKind";
import { clockTime } from "../../../model/time";
import { count, duration } from "../../ui/duration";
import { ALWAYS, type StageCheck } from "../check";
import { found, foundError, notAvailable, passed, type CheckResult } from "../finding";
import type { Subject } from "../subject";

/** The first check: where it finds something, the others would ask the wrong account, or none. */
export const IDENTITY_CHECK: StageCheck = { id: "identity", on: "stage", purposes: ALWAYS, run: identity };
export const CLOCK_CHECK: StageCheck = { id: "clock", on: "stage", purposes: ALWAYS, run: clock };
export const CREDENTIALS_CHECK: StageCheck = { id: "credentials", on: "stage", purposes: ALWAYS, run: credentials };

/** Errors of the first call, by kind. */
const SIGN_IN_CODES: Partial<Readonly<Record<ErrorKind, FindingCode>>> = {
  expired: "CREDENTIALS_EXPIRED",
  unidentified: "CREDENTIALS_MISSING",
  "clock-skew": "CLOCK_SKEW",
};

async function identity({ session, readings }: Subject): Promise<CheckResult> {
  try {
    const { caller } = await readings.signIn();
    assertAccount(session.target, caller);
    return passed(`${caller.arn}, account ${caller.account}, region ${session.target.region}`);
  } catch (error) {
    if (!(error instanceof DeployError)) throw error;
    const code = SIGN_IN_CODES[classifySdkError(error.cause).kind];
    if (code === undefined) throw error;
    return foundError(error, code);
  }
}

/** AWS refuses signatures that are older or newer than this. ms */
const MAX_CLOCK_OFFSET = 5 * 60_000;

async function clock({ readings }: Subject): Promise<CheckResult> {
  const { clockOffset } = await readings.signIn();
  if (clockOffset === null) return notAvailable("the answer of AWS has no date");
  return clockResult(clockOffset, process.platform);
}

/** @param offset time of AWS minus time of this machine. ms */
export function clockResult(offset: number, platform: string): CheckResult {
  if (Math.abs(offset) < MAX_CLOCK_OFFSET) return passed("differs from AWS's by less than 5 minutes");
  const way = offset > 0 ? "behind" : "ahead of";
  const command = platform === "darwin" ? "sudo sntp -sS time.apple.com" : "sudo timedatectl set-ntp true";
  return found(
    "CLOCK_SKEW",
    `The clock of this machine is ${count(Math.round(Math.abs(offset) / 60_000), "minute")} ${way} AWS's. AWS refuses requests that are off by more than 5 minutes. Nothing was changed.`,
    `Synchronise the clock: \`${command}\`.`,
  );
}

/** Deployments that say how long one usually takes. */
const RECENT = 10;
/** Before there is one. ms */
const ASSUMED_DURATION = 30 * 60_000;
/** A deployment that takes so much longer than usual is no surprise. */
const RESERVE = 1.5;

/** The longest of the latest successful deployments of a stage; null where there is none. ms */
export function usualDuration(records: readonly ReleaseRecord[]): number | null {
  const durations = records
    .flatMap(({ id, endedAt, outcome }) => (outcome === "succeeded" && endedAt !== null ? [(endedAt - id) * 1000] : []))
    .slice(0, RECENT);
  return durations.length === 0 ? null : Math.max(...durations);
}

async function credentials({ readings }: Subject): Promise<CheckResult> {
  const life = await readings.credentials();
  if (!life.temporary) return passed("do not expire");
  if (life.renewed || life.expiresAt === null) return credentialsResult(life, null, Date.now());
  // Without readable records the stage is no reason to stop here: other checks report them.
  const records = await readings.earlierRecords().catch(() => []);
  return credentialsResult(life, usualDuration(records), Date.now());
}

/** @param usual ms; null: no deployment of the stage has succeeded yet @param now Unix ms */
export function credentialsResult(
  { expiresAt, renewed }: CredentialsLife,
  usual: number | null,
  now: number,
): CheckResult {
  if (renewed) return passed("are renewed during the deployment");
  if (expiresAt === null)
    return notAvailable("they are a session's, and their source does not say when it ends (AWS_CREDENTIAL_EXPIRATION)");
  const left = expiresAt - now;
  const takes = usual ?? ASSUMED_DURATION;
  const detail = `They expire at ${clockTime(expiresAt)}; ${usual === null ? "a first deployment may take" : "a deployment of this stage takes up to"} ${duration(takes)}.`;
  const remedy =
    "Sign in again, or use a profile, whose credentials are renewed: `aws sso login --profile <profile>`, `--profile <profile>`.";
  if (usual !== null && left < usual)
    return found("CREDENTIALS_EXPIRE_EARLY", `${detail} Nothing was changed.`, remedy);
  return left < takes * RESERVE ? found("CREDENTIALS_EXPIRE_SOON", detail, remedy) : passed(detail);
}
