import { ROLE_PATH } from "../../../model/names";
import { servingRecord, type ReleaseRecord } from "../../../model/release/record";
import { returnPoint } from "../../../model/release/rollback";
import { withoutTables } from "../../../model/release/seed";
import { stageSettingsSchema, type StageSettings } from "../../../model/stage/config";
import type { Stage } from "../../../model/stage/stage";
import { allChanges, type Deployment, type With } from "../deployment";
import { digestsOf } from "../parameterDigests";
import type { StepEnd } from "../step";
import { returnCommand } from "../rollback/unfinishedRollback";

/** Records the deployment before the first change, so that an interrupted one is visible. */
export async function beginRecord(deployment: With<"caller" | "release">): Promise<StepEnd<"record">> {
  const { createRecord, readRecentRecords } = await import("../../aws/buckets/releases");
  const { context, session, request } = deployment;
  const { target, stage } = session;
  const records = await readRecentRecords(target, stage);
  deployment.returnPoint = returnPoint(records);
  deployment.earlierPhases = records.flatMap(({ phases }) => phases);
  const parameterDigests = { ...(await digestsOf(deployment)) };
  // Right before the write: a driver that slept must not write for a stage whose lease it lost.
  await deployment.lease?.confirm();
  const record = await createRecord(target, stage, {
    schema: 1,
    id: Math.floor(Date.now() / 1000),
    stage: stage.name,
    outcome: "deploying",
    endedAt: null,
    origin: deployment.origin ?? { kind: "build" },
    services: [...request.services],
    replaced: servingRecord(records)?.id ?? null,
    release: deployment.release,
    settings: settingsOf(stage),
    versions: {},
    rolePath: ROLE_PATH,
    parameters: { ...deployment.stored?.present },
    secretVersions: { ...deployment.stored?.secretVersions },
    parameterDigests,
    program: context.wiring.version,
    who: deployment.caller.arn,
    reason: request.reason,
    approval: deployment.approval ?? "beforehand",
    overrides: [...request.overrides],
    steps: [],
    phases: [],
    checks: [],
    // Restored data was migrated and seeded on the stage that it is of.
    migrated: [...((deployment.restoring?.record ?? records[0])?.migrated ?? [])],
    migrations: [],
    seeded: [
      ...(deployment.restoring?.record.seeded ?? withoutTables(records[0]?.seeded ?? [], recreatedTables(deployment))),
    ],
    seeds: [],
    ...inheritedTraffic(deployment, records[0]),
    adopted: [...(deployment.adopted ?? [])],
    restored: null,
    undone: [],
    error: null,
    checklist: deployment.checklist ?? {},
    lineage: null,
    deployed: null,
  });
  // At once: its end is recorded whatever fails.
  deployment.record = record;
  const { id, who, origin, reason, release } = record;
  const { openJournal } = await import("../../records/journal");
  const { returnPoint: to } = deployment;
  const back = to === null ? null : returnCommand(stage.name, to);
  const subject = { id, who, origin, reason, commit: release.source.commit, back };
  deployment.journal = openJournal(
    target,
    stage,
    subject,
    context.terminal.warn,
    deployment.journal,
    context.hooks?.onEvent,
  );
  return { kind: "done", gives: { record } };
}

/** Tables that are created, replaced or deleted: their seed rows are gone. */
function recreatedTables(deployment: Deployment): readonly string[] {
  return allChanges(deployment).flatMap(({ type, kind, name }) =>
    type === "aws:dynamodb/table:Table" && (kind === "create" || kind === "replace" || kind === "delete")
      ? [name.replace(/^table-/, "")]
      : [],
  );
}

/**
 * Traffic that an unsuccessful deployment shifted outside the engine. Only the newest record has it: a record written before
 * the engine has read the aliases inherits it.
 */
function inheritedTraffic(
  { engineKnowsTraffic = false }: Deployment,
  newest: ReleaseRecord | undefined,
): Pick<ReleaseRecord, "traffic" | "shifting"> {
  if (engineKnowsTraffic || newest === undefined || newest.outcome === "succeeded")
    return { traffic: {}, shifting: {} };
  return { traffic: newest.traffic, shifting: newest.shifting };
}

/** The settings of the stage's file, without its name and its rehearsal. */
function settingsOf(stage: Stage): StageSettings {
  const keys = Object.keys(stageSettingsSchema.shape) as (keyof StageSettings)[];
  return Object.fromEntries(keys.map((key) => [key, stage[key]])) as StageSettings;
}
