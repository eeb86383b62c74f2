import { DeployError } from "../../../model/errors";
import { SERVICE_PHASES } from "../../../model/phases";
import { stageWithSettingsOf } from "../../../model/release/composition";
import { expansion, type StageRelease } from "../../../model/release/expansion";
import { isPartiallyDeployed, servingRecord, type ReleaseRecord } from "../../../model/release/record";
import { expandedDigests } from "../../../model/release/parameterDigests";
import type { Release } from "../../../model/release/release";
import type { Change } from "../../engine/changes/change";
import { stageProgram, type GateHooks } from "../../engine/stageEngine";
import { summarize } from "../../ui/changes";
import type { Deployment, With } from "../deployment";
import { DONE, type StepEnd } from "../step";
import { guardData } from "./guard";
import { newVersions, versionsOf } from "../newVersions";
import { onDemandTables } from "../../state/onDemandTables";
import { digestsOf } from "../parameterDigests";
import { hooksOf } from "../gateHooks";
import { withPlan } from "../previewProgram";
import { writeRecordFields } from "../record";
import type { TrafficMode } from "../request";
import { isNewVersion, replacesRole, transitionOf, updatesUserPool } from "../transition";
import { apply } from "./up";

/**
 * Deploys the union of the old and the new release, and publishes the new versions: no alias moves and nothing is removed,
 * except that functions of new Cognito triggers get their new version at once where no traffic is shifted. Does nothing
 * where no traffic shifts and nothing must exist first.
 */
export async function expand(
  deployment: With<"engine" | "release" | "changes" | "record">,
  traffic: TrafficMode,
): Promise<StepEnd> {
  const { session, changes: whole, release } = deployment;
  if (traffic === "as it comes" && !whole.some(updatesUserPool)) return DONE;
  const records = await otherRecords(deployment);
  const serving = servingRecord(records);
  if (serving === null) return DONE;
  const moves =
    traffic === "gradually" &&
    whole.some(isNewVersion) &&
    isTrafficKnown(deployment, records) &&
    keepsRoles(deployment, whole);
  const old: StageRelease = { stage: stageWithSettingsOf(session.stage, serving), release: serving.release };
  const next: StageRelease = { stage: session.stage, release };
  const transition = transitionOf({ traffic, moves, changes: whole }, old, next);
  if (transition === null) return DONE;
  const wide = expansion(old, next);
  const expanded = { ...session, stage: wide.stage };
  const program = await stageProgram(deployment.context, expanded, wide.release, expansionHooks(deployment), {
    transition,
    onDemandTables: await onDemandTables(await deployment.engine.open(), wide.stage),
    parameterDigests: expandedDigests(serving, await digestsOf(deployment), release.catalog),
  });
  await withPlan(deployment, program, async (planned) => {
    await guardData(deployment, planned.changes, deployment.request.allow);
    deployment.context.terminal.note(
      `Expand: ${planned.changes.length === 0 ? "nothing" : summarize(planned.changes)}`,
    );
    const later = deferredChanges(whole, planned.changes, wide.release, release);
    // Crash recovery must know which changes are deferred.
    deployment.pendingChanges = later;
    await recordVersions(deployment);
    try {
      deployment.outputs = await apply(deployment, planned, "anew");
    } catch (error) {
      deployment.pendingChanges = [...(deployment.pendingChanges ?? []), ...later];
      throw error;
    }
  });
  deployment.gradual = { whole, shifts: moves ? await newVersions(deployment, old, serving.versions) : [] };
  await recordVersions(deployment);
  return DONE;
}

async function otherRecords({ session, record }: Deployment): Promise<readonly ReleaseRecord[]> {
  const { readRecentRecords } = await import("../../aws/buckets/releases");
  const records = await readRecentRecords(session.target, session.stage);
  return records.filter(({ id }) => id !== record?.id);
}

/** Whether it is known which release has the traffic: a gradual shift needs a start. */
function isTrafficKnown({ context, session }: Deployment, records: readonly ReleaseRecord[]): boolean {
  if (!isPartiallyDeployed(records)) return true;
  context.terminal.warn(
    `${session.stage.name} is partially deployed, so traffic shifts to the new versions at once, not gradually`,
  );
  return false;
}

/** Whether no role is replaced: old versions of functions cannot run in a role that is gone. */
function keepsRoles({ context, session }: Deployment, whole: readonly Change[]): boolean {
  if (!whole.some(replacesRole)) return true;
  context.terminal.warn(
    `The roles of ${session.stage.name} move below a path once, so traffic shifts to the new versions at once, not gradually`,
  );
  return false;
}

/**
 * Phases are reported by the final `up`. Behind the services' gates the old code still answers, which this release may
 * fix: these gates only report.
 */
function expansionHooks(deployment: Deployment): GateHooks {
  const hooks = hooksOf(deployment);
  return {
    ...hooks,
    isChecked: () => true,
    onPhase: (phase) => {
      deployment.phaseClock?.passed(phase);
    },
    onGateFailure: (error, phase) => {
      if (!SERVICE_PHASES.some((one) => one === phase)) return hooks.onGateFailure(error, phase);
      const message = error instanceof DeployError ? error.what : String(error);
      deployment.context.terminal.warn(`Gate ignored, because the old versions have the traffic: ${message}`);
      return false;
    },
  };
}

/** Logical names of changes that wait until the old versions have no traffic: an earlier rollback leaves them out. */
function deferredChanges(
  whole: readonly Change[],
  now: readonly Change[],
  wide: Release,
  next: Release,
): readonly string[] {
  const done = new Set(now.map(({ name }) => name));
  const differs = (one: unknown, other: unknown): boolean => JSON.stringify(one) !== JSON.stringify(other);
  const [wideData, nextData] = [wide.catalog.data, next.catalog.data];
  return [
    ...whole.flatMap(({ name }) => (done.has(name) ? [] : [name])),
    ...Object.keys(nextData.tables).flatMap((name) =>
      differs(wideData.tables[name], nextData.tables[name]) ? [`table-${name}`] : [],
    ),
    ...(differs(wide.catalog.identity, next.catalog.identity) ? ["user-pool"] : []),
  ];
}

/** Rollback and crash recovery need the versions and the deferred changes. */
function recordVersions(deployment: With<"record">): Promise<void> {
  return writeRecordFields(deployment, {
    versions: versionsOf(deployment),
    undone: [...(deployment.pendingChanges ?? [])],
  });
}
