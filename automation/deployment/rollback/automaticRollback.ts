import { DeployError, type ErrorCode } from "../../../model/errors";
import { awsHealth, describeAwsHealth } from "../../aws/account/awsHealth";
import type { ReleaseRecord } from "../../../model/release/record";
import { returnPoint, type ReturnPoint } from "../../../model/release/rollback";
import { describeSource } from "../../ui/releases";
import { duration } from "../../ui/duration";
import { STOP_CODES, type Deployment, type DeploymentResult } from "../deployment";
import { updateRecord } from "../record";
import { revertRotation } from "../steps/rotate";
import { restoreRecord } from "../steps/restore";
import { planAutomaticRollback } from "../plans/rollback";
import { ROLLBACK_ALLOWANCES } from "../request";
import type { Plan } from "../step";
import { releaseAdopted } from "./unsettledAdoptions";
import { returnCommand } from "./unfinishedRollback";

type Failed = Extract<DeploymentResult, { readonly kind: "failed" }>;
type RunPlan = (deployment: Deployment, plan: Plan<"release">) => Promise<DeploymentResult>;

/** The response to a failure. */
type FailureResponse =
  /** Nothing was changed: no rollback is needed. */
  | { readonly kind: "nothing-changed" }
  | { readonly kind: "stop"; readonly remedy: string }
  | { readonly kind: "cannot"; readonly reason: string }
  | { readonly kind: "roll-back"; readonly records: readonly ReleaseRecord[]; readonly to: ReturnPoint };

/** Rolls back to the last good release where the failed deployment may have changed something, and verifies it. */
export async function afterFailure(failed: Failed, carryOut: RunPlan): Promise<DeploymentResult> {
  const { deployment, error, times } = failed;
  const way = await failureResponse(failed);
  switch (way.kind) {
    case "nothing-changed":
      await releaseAdopted(deployment);
      return failed;
    case "stop":
      // Without the lease the record is not written either.
      if (error.code !== "LEASE_LOST") await updateRecord(deployment, { outcome: "failed", times, error });
      return { ...failed, error: new DeployError(error.code, error.what, way.remedy, { cause: error }) };
    case "cannot":
      await updateRecord(deployment, { outcome: "failed", times, error });
      return { ...failed, error: notRolledBack(failed, way.reason) };
    case "roll-back":
      return rollBack(failed, way, carryOut);
  }
}

/** Errors that would make a rollback fail too. */
const UNRECOVERABLE: Partial<Record<ErrorCode, string>> = {
  EMULATOR_NOT_RUNNING: "AWS does not answer.",
  IDENTITY_UNKNOWN: "The AWS credentials are no longer valid.",
  DISK: "This machine's disk is full or read-only.",
};

async function failureResponse({ deployment, error }: Failed): Promise<FailureResponse> {
  const { record, origin, request, session, retryCommand } = deployment;
  if (record === undefined) return { kind: "nothing-changed" };
  const stage = session.stage.name;
  if (STOP_CODES.includes(error.code)) return { kind: "stop", remedy: failureRemedy(deployment, error) };
  if (origin?.kind === "rollback") return { kind: "cannot", reason: "A failed rollback is not rolled back." };
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
    remedy: `${error.remedy} No earlier release of ${stage} succeeded, so there is nothing to roll back to. Continue with \`${retryCommand}\`, or remove what was created: \`bin/deploy destroy ${stage}\`.`,
  };
}

/** The remedy where no automatic rollback follows: finish a rollback, or roll back by name. */
function failureRemedy(
  { session, returnPoint: to, origin, retryCommand }: Deployment,
  { remedy }: DeployError,
): string {
  if (origin?.kind === "rotation")
    return `${remedy} Continue the rotation: \`${retryCommand}\`. Or bring the earlier value back: \`bin/deploy secrets rotate ${session.stage.name} ${origin.name} --undo\`.`;
  if (origin?.kind === "rollback")
    return remedy.includes(retryCommand) ? remedy : `${remedy} Finish the rollback: \`${retryCommand}\`.`;
  if (to === undefined || to === null) return remedy;
  return `${remedy} Or roll back: \`${returnCommand(session.stage.name, to)}\`.`;
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
  // Distinguishes an outage of AWS from an error of ours.
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
      error: notRolledBack(failed, `The rollback to release ${String(to.record.id)} failed: ${back.error.what}`),
    };
  }
  await updateRecord(deployment, { outcome: "rolled-back", times, error });
  const notRestored = back.deployment.notRestored ?? [];
  return { ...failed, error: rolledBack(failed, to.record, notRestored, performance.now() - started) };
}

/** Deploys the return point with the engine and lease of the failed deployment. */
async function deployReturnPoint(
  failed: Deployment,
  records: readonly ReleaseRecord[],
  to: ReturnPoint,
  carryOut: RunPlan,
): Promise<DeploymentResult> {
  const { context, session, retryCommand, engine, record, lease, caller, journal, changing } = failed;
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
    ...(changing === undefined ? {} : { changing }),
  };
  try {
    await revertRotation(failed);
    // The newest is the failed record, with the changes of data that it made.
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
    `${error.code}: ${error.what}\nRollback succeeded: ${session.stage.name} is on release ${String(to.id)} again (${describeSource(to)}), verified, after ${duration(milliseconds)}. ${data}`,
    `${error.remedy} See what failed: \`bin/deploy releases show ${session.stage.name} ${String(record?.id)}\`.`,
    { cause: error },
  );
}

function notRolledBack({ deployment, error }: Failed, reason: string): DeployError {
  const { session } = deployment;
  return new DeployError(
    "NOT_ROLLED_BACK",
    `${error.code}: ${error.what}\nNot rolled back: ${reason}\n${session.stage.name} is partially deployed.`,
    failureRemedy(deployment, error),
    { cause: error },
  );
}
