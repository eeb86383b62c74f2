import { DeployError, type ErrorCode } from "../../../model/errors";
import { awsHealth, describeAwsHealth } from "../../aws/account/awsHealth";
import type { ReleaseRecord } from "../../../model/release/record";
import { returnPoint, type ReturnPoint } from "../../../model/release/rollback";
import { describeSource } from "../../ui/releases";
import { duration } from "../../ui/duration";
import type { Deployment, DeploymentResult } from "../deployment";
import { updateRecord } from "../record";
import { restoreRecord } from "../steps/restore";
import { planAutomaticRollback } from "../plan";
import { ROLLBACK_ALLOWANCES } from "../request";
import type { Plan } from "../step";
import { returnCommand } from "./unfinishedRollback";

type Failed = Extract<DeploymentResult, { readonly kind: "failed" }>;
type RunPlan = (deployment: Deployment, plan: Plan<"release">) => Promise<DeploymentResult>;

/** What follows a failure. */
type FailureResponse =
  /** Nothing was changed: there is nothing to bring back. */
  | { readonly kind: "nothing-changed" }
  | { readonly kind: "stop"; readonly remedy: string }
  | { readonly kind: "cannot"; readonly reason: string }
  | { readonly kind: "roll-back"; readonly records: readonly ReleaseRecord[]; readonly to: ReturnPoint };

/** Goes back to the last good release where the failed deployment may have changed something, and verifies that. */
export async function afterFailure(failed: Failed, carryOut: RunPlan): Promise<DeploymentResult> {
  const { deployment, error, times } = failed;
  const way = await failureResponse(failed);
  switch (way.kind) {
    case "nothing-changed":
      return failed;
    case "stop":
      // Without the stage nothing is written of it either.
      if (error.code !== "LEASE_LOST") await updateRecord(deployment, { outcome: "failed", times, error });
      return { ...failed, error: new DeployError(error.code, error.what, way.remedy, { cause: error }) };
    case "cannot":
      await updateRecord(deployment, { outcome: "failed", times, error });
      return { ...failed, error: notRolledBack(failed, way.reason) };
    case "roll-back":
      return rollBack(failed, way, carryOut);
  }
}

/** Somebody wanted it to stop, or it is not ours any more. */
export const STOP_CODES: readonly ErrorCode[] = ["CANCELLED", "LEASE_HELD", "LEASE_LOST"];

/** What would strike a rollback as well. */
const UNRECOVERABLE: Partial<Record<ErrorCode, string>> = {
  EMULATOR_NOT_RUNNING: "AWS does not answer.",
  IDENTITY_UNKNOWN: "AWS does not take these credentials any more.",
  DISK: "This machine's disk takes nothing more.",
};

async function failureResponse({ deployment, error }: Failed): Promise<FailureResponse> {
  const { record, origin, request, session, retryCommand } = deployment;
  if (record === undefined) return { kind: "nothing-changed" };
  const stage = session.stage.name;
  if (STOP_CODES.includes(error.code)) return { kind: "stop", remedy: failureRemedy(deployment, error) };
  if (origin?.kind === "rollback")
    return { kind: "cannot", reason: "This was a rollback: there is no way back from it." };
  if (request.onFailure === "stop") return { kind: "stop", remedy: failureRemedy(deployment, error) };
  const hopeless = UNRECOVERABLE[error.code];
  if (hopeless !== undefined) return { kind: "cannot", reason: hopeless };
  const { readRecentRecords } = await import("../../aws/buckets/releases");
  try {
    const records = await readRecentRecords(session.target, session.stage);
    const to = returnPoint(records.filter(({ id }) => id !== record.id));
    if (to !== null) return { kind: "roll-back", records, to };
  } catch (failure) {
    return { kind: "cannot", reason: `The releases of ${stage} cannot be read: ${(failure as Error).message}` };
  }
  return {
    kind: "stop",
    remedy: `${error.remedy} No earlier release of ${stage} succeeded: there is nothing to go back to. Go on with \`${retryCommand}\`, or remove what is there: \`bin/deploy destroy ${stage}\`.`,
  };
}

/** What to do about a deployment that is not rolled back: a rollback is finished, anything else may go back by name. */
function failureRemedy(
  { session, returnPoint: to, origin, retryCommand }: Deployment,
  { remedy }: DeployError,
): string {
  if (origin?.kind === "rollback")
    return remedy.includes(retryCommand) ? remedy : `${remedy} Finish the rollback: \`${retryCommand}\`.`;
  if (to === undefined || to === null) return remedy;
  return `${remedy} Or go back: \`${returnCommand(session.stage.name, to)}\`.`;
}

async function rollBack(
  failed: Failed,
  { records, to }: Extract<FailureResponse, { readonly kind: "roll-back" }>,
  carryOut: RunPlan,
): Promise<DeploymentResult> {
  const { deployment, error, times } = failed;
  const { context } = deployment;
  const started = performance.now();
  context.terminal.warn(`${context.terminal.colors.red("Failed.")} ${error.what}`);
  // Whoever reads this asks first whether it is us.
  const health = await awsHealth(deployment.session.target);
  if (health.kind === "told") context.terminal.note(describeAwsHealth(health));
  await updateRecord(deployment, { outcome: "rolling-back", times, error });
  const back = await deployReturnPoint(deployment, records, to, carryOut);
  if (back.kind === "failed") {
    if (back.error.code !== "LEASE_LOST")
      await updateRecord(back.deployment, { outcome: "failed", times: back.times, error: back.error });
    await updateRecord(deployment, { outcome: "failed", times, error });
    return {
      ...failed,
      error: notRolledBack(failed, `Going back to release ${String(to.record.id)} failed: ${back.error.what}`),
    };
  }
  await updateRecord(deployment, { outcome: "rolled-back", times, error });
  const notRestored = back.deployment.notRestored ?? [];
  return { ...failed, error: rolledBack(failed, to.record, notRestored, performance.now() - started) };
}

/** Brings the older release back with what this deployment has opened already. */
async function deployReturnPoint(
  failed: Deployment,
  records: readonly ReleaseRecord[],
  to: ReturnPoint,
  carryOut: RunPlan,
): Promise<DeploymentResult> {
  const { context, session, retryCommand, engine, parameters, record, lease, caller, journal } = failed;
  const reason = `Release ${String(record?.id)} failed`;
  const services = [...to.services];
  const request = { ...failed.request, services, verify: true, reason, allow: ROLLBACK_ALLOWANCES };
  const deployment: Deployment = {
    context,
    session,
    request,
    retryCommand,
    approval: "nobody",
    ...(engine === undefined ? {} : { engine }),
    ...(lease === undefined ? {} : { lease }),
    ...(journal === undefined ? {} : { journal }),
    ...(caller === undefined ? {} : { caller }),
    ...(parameters === undefined ? {} : { parameters }),
  };
  try {
    // The newest is the failed one: with what it has done to data, and without what it has not.
    const [, ...older] = records;
    deployment.release = await restoreRecord(deployment, [record ?? to.record, ...older], to.record, {
      services,
      automatic: true,
    });
  } catch (error) {
    if (!(error instanceof DeployError)) throw error;
    return { kind: "failed", at: "restore", error, deployment, times: [] };
  }
  return carryOut(deployment, planAutomaticRollback());
}

function rolledBack(
  { deployment, error }: Failed,
  to: ReleaseRecord,
  notRestored: readonly string[],
  milliseconds: number,
): DeployError {
  const { session, record } = deployment;
  const data = notRestored.length === 0 ? "Data is unchanged." : `Not restored: ${notRestored.join("; ")}.`;
  return new DeployError(
    "ROLLED_BACK",
    `${error.code}: ${error.what}\nRolled back: ${session.stage.name} is what release ${String(to.id)} was (${describeSource(to)}), and was checked, after ${duration(milliseconds)}. ${data}`,
    `${error.remedy} What went wrong: \`bin/deploy releases show ${session.stage.name} ${String(record?.id)}\`.`,
    { cause: error },
  );
}

function notRolledBack({ deployment, error }: Failed, reason: string): DeployError {
  const { session } = deployment;
  return new DeployError(
    "NOT_ROLLED_BACK",
    `${error.code}: ${error.what}\nNot rolled back: ${reason}\n${session.stage.name} is partially deployed: what was changed stays.`,
    failureRemedy(deployment, error),
    { cause: error },
  );
}
