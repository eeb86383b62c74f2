import { DeployError } from "../../../model/errors";
import { restoreId } from "../../../model/release/unfinishedRestore";
import { count } from "../../ui/duration";
import type { PhaseFacts } from "../../wiring";
import type { Release } from "../../../model/release/release";
import { PHASES, phaseNumber, type PhaseId } from "../../../model/phases";
import { signalOf, type Deployment, type With } from "../deployment";
import { writeRecordFields } from "../record";
import { DONE, type Step, type StepEnd } from "../step";
import { restoringOf } from "./parameters";

export const restoredStep: Step<"release" | "record"> = {
  kind: "restored",
  description: "record in the backup set that it was restored",
  run: recordUse,
};

/** A failed write is no reason to fail: the stage is up. */
async function recordUse(deployment: With<"release" | "record">): Promise<StepEnd> {
  await noteUse(deployment, "succeeded");
  return DONE;
}

async function noteUse(deployment: With<"record">, outcome: "started" | "succeeded"): Promise<void> {
  const { context, session, record } = deployment;
  const { store, set } = restoringOf(deployment);
  const { recordRestoreUse } = await import("../../backup/store/sets");
  const at = Math.floor(Date.now() / 1_000);
  await recordRestoreUse(store, set.id, { target: session.stage.name, release: record.id, at, outcome }).catch(
    (error: unknown) => {
      const reason = error instanceof DeployError ? error.what : String(error);
      context.terminal.warn(`The restore could not be recorded in its backup set: ${reason}`);
    },
  );
}

/**
 * The phase after whose gate data is restored: tables and user pool exist, and no function yet. Cognito calls a function before
 * it creates a user where the pool has that trigger: then after the function's phase.
 */
function restorePhase({ catalog }: Release): PhaseId {
  const { preSignUp } = catalog.identity.triggers;
  const phases = Object.entries(catalog.services).flatMap(([name, { phase }]) =>
    preSignUp?.split("/")[0] === name ? [phase] : [],
  );
  const latest = Math.max(phaseNumber("identity"), ...phases.map(phaseNumber));
  return PHASES[latest - 1]?.id ?? "identity";
}

/** Restores the data of the set when its phase is there. @throws DeployError AWS, SET_ALTERED, RESTORE_DIFFERS, CANCELLED */
export async function restoreAfter(deployment: Deployment, phase: PhaseId, facts: PhaseFacts): Promise<void> {
  const { restoring, release, record, session, context } = deployment;
  if (restoring === undefined || release === undefined || record?.origin.kind !== "restore") return;
  const pool = facts["userPoolId"];
  if (typeof pool === "string") deployment.restoredPool = pool;
  if (phase !== restorePhase(release)) return;
  const { restoreData } = await import("../../restore/restoreData");
  const { ProgressStore } = await import("../../restore/progressStore");
  const { RestoreMeter } = await import("../../restore/restoreMeter");
  const origin = record.origin;
  await noteUse({ ...deployment, record }, "started");
  const restored = await restoreData(
    {
      ...session,
      ...restoring,
      catalog: release.catalog,
      progress: new ProgressStore(session.target, session.stage, restoreId({ ...record, origin })),
      meter: new RestoreMeter(context.terminal.note),
      signal: signalOf(deployment),
    },
    deployment.restoredPool ?? "",
  ).catch((error: unknown) => {
    throw signalOf(deployment).aborted ? stopped(deployment, error) : error;
  });
  await writeRecordFields({ ...deployment, record }, { restored });
  deployment.record = { ...record, restored };
  context.terminal.note(
    `Restored and compared with the set: ${count(restored.items, "item")} in ${count(restored.tables, "table")}, ${count(restored.users, "user")}, ${count(restored.objects, "object")}`,
  );
}

function stopped({ retryCommand }: Deployment, cause: unknown): DeployError {
  return new DeployError(
    "CANCELLED",
    "Cancelled while data was restored: what is finished stays.",
    `Continue with \`${retryCommand}\`.`,
    { cause },
  );
}
