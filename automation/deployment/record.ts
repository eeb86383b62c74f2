import type { DeployError } from "../../model/errors";
import { servingRecord, type Outcome, type ReleaseRecord } from "../../model/release/record";
import { returnPoint } from "../../model/release/rollback";
import { withoutTables } from "../../model/release/seed";
import { stageSettingsSchema, type StageSettings } from "../../model/stage/config";
import type { Stage } from "../../model/stage/stage";
import type { Session } from "../session";
import { returnCommand } from "./unfinishedRollback";
import { allChanges, filled, type Deployment, type StepResult, type StepTime } from "./deployment";

/** How many records are looked through for the one that is live. */
export const RECENT = 30;

/** Writes down what is about to be deployed, before the first change: a deployment that dies is then seen. */
export async function beginRecord(deployment: Deployment): Promise<StepResult> {
  const { createRecord, readRecords } = await import("../aws/releases");
  const { context, session, request } = deployment;
  const { target, stage } = session;
  const records = await readRecords(target, stage, RECENT);
  deployment.returnPoint = returnPoint(records);
  // Right before the write: a driver that slept meanwhile must not write for a stage that another one holds.
  await deployment.lease?.confirm();
  deployment.record = await createRecord(target, stage, {
    schema: 1,
    id: Math.floor(Date.now() / 1000),
    stage: stage.name,
    outcome: "deploying",
    endedAt: null,
    origin: deployment.origin ?? { kind: "build" },
    services: [...request.services],
    replaced: servingRecord(records)?.id ?? null,
    release: filled(deployment, "release"),
    settings: settingsOf(stage),
    versions: {},
    parameters: { ...deployment.parameters },
    program: context.wiring.version,
    who: filled(deployment, "caller").arn,
    reason: request.reason,
    approval: deployment.approval ?? "beforehand",
    overrides: [...request.overrides],
    steps: [],
    checks: [],
    migrated: [...(records[0]?.migrated ?? [])],
    migrations: [],
    seeded: [...withoutTables(records[0]?.seeded ?? [], tablesAnew(deployment))],
    seeds: [],
    ...leftBy(deployment, records[0]),
    undone: [],
    error: null,
    lineage: null,
  });
  const { id, who, origin, reason, release } = deployment.record;
  const { openJournal } = await import("./journal");
  const { returnPoint: to } = deployment;
  const back = to === null ? null : returnCommand(stage.name, to);
  const subject = { id, who, origin, reason, commit: release.source.commit, back };
  deployment.journal = openJournal(target, stage, subject, context.terminal.warn, deployment.journal);
  return { kind: "done" };
}

/** Tables that are created, replaced or deleted: the rows that were written to them are gone. */
function tablesAnew(deployment: Deployment): readonly string[] {
  return allChanges(deployment).flatMap(({ type, kind, name }) =>
    type === "aws:dynamodb/table:Table" && (kind === "create" || kind === "replace" || kind === "delete")
      ? [name.replace(/^table-/, "")]
      : [],
  );
}

/**
 * Traffic that a deployment which did not end well moved past the engine. Only the newest record is asked for it: who
 * writes one before the engine was told takes it over.
 */
function leftBy(
  { trafficTold = false }: Deployment,
  newest: ReleaseRecord | undefined,
): Pick<ReleaseRecord, "traffic" | "shifting"> {
  if (trafficTold || newest === undefined || newest.outcome === "succeeded") return { traffic: {}, shifting: {} };
  return { traffic: newest.traffic, shifting: newest.shifting };
}

/** What the stage's file said, without what a rehearsal or its name adds. */
function settingsOf(stage: Stage): StageSettings {
  const keys = Object.keys(stageSettingsSchema.shape) as (keyof StageSettings)[];
  return Object.fromEntries(keys.map((key) => [key, stage[key]])) as StageSettings;
}

/** Writes down that a stage was taken down: nothing is live then. */
export async function recordDestroyed({ target, stage }: Session, program: string): Promise<void> {
  const { createRecord, readRecords } = await import("../aws/releases");
  const { callerIdentity } = await import("../aws/identity");
  const [[last], { arn }] = await Promise.all([readRecords(target, stage, 1), callerIdentity(target)]);
  if (last === undefined || last.outcome === "destroyed") return;
  const now = Math.floor(Date.now() / 1000);
  await createRecord(target, stage, {
    ...last,
    id: now,
    endedAt: now,
    outcome: "destroyed",
    replaced: servingRecord([last])?.id ?? null,
    versions: {},
    program,
    who: arn,
    reason: null,
    overrides: [],
    steps: [],
    checks: [],
    // Data go with the stage.
    migrated: [],
    migrations: [],
    seeded: [],
    seeds: [],
    traffic: {},
    shifting: {},
    undone: [],
    error: null,
    lineage: null,
  });
}

/** Writes down at once what whoever finds this deployment dead has to know. @throws DeployError AWS */
export async function amendRecord(deployment: Deployment, fields: Partial<ReleaseRecord>): Promise<void> {
  const { rewriteRecord } = await import("../aws/releases");
  const { session } = deployment;
  deployment.record = { ...filled(deployment, "record"), ...fields };
  await rewriteRecord(session.target, session.stage, deployment.record);
}

/** How a deployment goes on, or ended. */
export interface Ending {
  readonly outcome: Outcome;
  readonly times: readonly StepTime[];
  readonly error: DeployError | null;
}

/** Writes down how far it is. A deployment does not fail because that could not be written: it says so. */
export async function updateRecord(deployment: Deployment, { outcome, times, error }: Ending): Promise<void> {
  const { record, session, context, outputs, checks = [], undone = [] } = deployment;
  if (record === undefined) return;
  const { rewriteRecord } = await import("../aws/releases");
  const isOver = outcome === "succeeded" || outcome === "failed" || outcome === "rolled-back";
  const updated: ReleaseRecord = {
    ...record,
    outcome,
    endedAt: isOver ? Math.floor(Date.now() / 1000) : null,
    versions: (outputs?.["versions"]?.value ?? record.versions) as ReleaseRecord["versions"],
    steps: times.map(({ step, milliseconds }) => ({ step, milliseconds: Math.round(milliseconds) })),
    checks: checks.map(({ id, verdict }) => ({ id, verdict: verdict.kind })),
    undone: [...undone],
    error: error === null ? null : { code: error.code, what: error.what },
    lineage: outcome === "succeeded" ? await lineage(deployment) : null,
  };
  deployment.record = updated;
  try {
    await rewriteRecord(session.target, session.stage, updated);
  } catch (failure) {
    context.terminal.warn(
      `Release ${String(record.id)} could not be written down as ${outcome}; it shows as ${record.outcome}: ${(failure as Error).message}`,
    );
  }
  await tell(deployment, outcome, error);
}

/** A deployment does not fail because its state's key cannot be read: the next one is compared by less. */
async function lineage({ engine }: Deployment): Promise<string | null> {
  try {
    const state = await (await engine)?.exportState();
    const { lineageOf } = await import("../engine/recovery/lineage");
    return state === undefined || state === null ? null : lineageOf(state);
  } catch {
    return null;
  }
}

async function tell({ journal }: Deployment, outcome: Outcome, error: DeployError | null): Promise<void> {
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
