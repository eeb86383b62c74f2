import { sameValue } from "../../model/release/content";
import type { DeployError } from "../../model/errors";
import type { Outcome, ReleaseRecord } from "../../model/release/record";
import { recordedInputs } from "./deployedInputs";
import type { Deployment, StepTime, With } from "./deployment";
import { renewed, stateLeft } from "./stateLeft";

/** Writes fields of the record at once: crash recovery reads them. @throws DeployError AWS */
export async function writeRecordFields(deployment: With<"record">, fields: Partial<ReleaseRecord>): Promise<void> {
  const { rewriteRecord } = await import("../aws/buckets/releases");
  const { session } = deployment;
  deployment.record = { ...deployment.record, ...fields };
  await rewriteRecord(session.target, session.stage, deployment.record);
}

/** State of a deployment. */
export interface Progress {
  readonly outcome: Outcome;
  readonly times: readonly StepTime[];
  readonly error: DeployError | null;
}

/** Updates the record. A failed write is a warning, not a failed deployment. */
export async function updateRecord(deployment: Deployment, { outcome, times, error }: Progress): Promise<void> {
  const { record, session, context, outputs, checks = [], pendingChanges = [] } = deployment;
  if (record === undefined) return;
  const { rewriteRecord } = await import("../aws/buckets/releases");
  const isOver = outcome === "succeeded" || outcome === "failed" || outcome === "rolled-back";
  const updated: ReleaseRecord = {
    ...record,
    outcome,
    endedAt: isOver ? Math.floor(Date.now() / 1000) : null,
    versions: (outputs?.["versions"]?.value ?? record.versions) as ReleaseRecord["versions"],
    steps: times.map(({ step, milliseconds }) => ({ step, milliseconds: Math.round(milliseconds) })),
    phases: [...(deployment.phaseClock?.times() ?? [])],
    checks: checks.map(({ id, verdict }) => ({ id, verdict: verdict.kind })),
    undone: [...pendingChanges],
    error: error === null ? null : { code: error.code, what: error.what },
    ...(outcome === "succeeded" ? await stateLeft({ ...deployment, record, release: record.release }) : NO_STATE),
  };
  deployment.record = updated;
  try {
    await rewriteRecord(session.target, session.stage, updated);
  } catch (failure) {
    context.terminal.warn(
      `Release ${String(record.id)} could not be recorded as ${outcome}; it shows as ${record.outcome}: ${(failure as Error).message}`,
    );
  }
  await notifyJournal(deployment, outcome, error);
}

const NO_STATE = { lineage: null, deployed: null } as const;

/**
 * After Pulumi found nothing to change: the live release's record gets the inputs of now, which may have another program or
 * other settings that change no resource. Only with the lease.
 */
export async function renewDeployedInputs(deployment: With<"release">): Promise<void> {
  const { newest, lease, session } = deployment;
  if (lease === undefined || newest === undefined || newest === null || newest.undone.length > 0) return;
  const read = await recordedInputs(deployment);
  if (read === null) return;
  const deployed = renewed(newest.deployed, read);
  if (sameValue(deployed, newest.deployed)) return;
  const { rewriteRecord } = await import("../aws/buckets/releases");
  await lease.confirm();
  await rewriteRecord(session.target, session.stage, { ...newest, deployed });
}

async function notifyJournal({ journal }: Deployment, outcome: Outcome, error: DeployError | null): Promise<void> {
  switch (outcome) {
    case "rolling-back":
      journal?.step("roll-back");
      return;
    case "succeeded":
      await journal?.close({ outcome });
      return;
    case "failed":
    case "rolled-back":
      await journal?.close({ outcome, error: { code: error?.code ?? "INTERNAL", what: error?.what ?? "" } });
      return;
    case "deploying":
    case "testing":
    case "destroyed":
  }
}
