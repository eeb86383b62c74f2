import { DeployError } from "../../../model/errors";
import { rollbackRelease, stageWithSettingsOf } from "../../../model/release/composition";
import {
  lastGoodRecord,
  recordAt,
  servingRecord,
  unsettledAdoptions,
  type ReleaseRecord,
} from "../../../model/release/record";
import { presentData } from "../../../model/release/presentData";
import type { Release } from "../../../model/release/release";
import { rollbackTarget, unfinishedRollback } from "../../../model/release/rollback";
import { rollbackNotes } from "../../../model/release/rollbackNotes";
import { stageData, type StageData } from "../../../model/release/stageData";
import { nameOfUrn } from "../../engine/changes/change";
import { isoOf } from "../../../model/isoTime";
import { describeSource } from "../../ui/releases";
import type { Deployment } from "../deployment";
import { repeatedOptions } from "../repeatedOptions";
import type { Step, StepEnd } from "../step";
import { outsideRunsSince } from "../../state/outsideChanges";
import { describeOutsideRun } from "../../ui/outsideRun";
import { refuseUnfinishedRollback, rollbackCommand } from "../rollback/unfinishedRollback";
import { servingReleaseOf } from "../../records/servingRelease";

/** Records that a rollback searches. */
const MAX_RECORDS = 100;

/** The request of a rollback. */
export interface RestoreRequest {
  /** A release's id, or a time; null: the last good one. */
  readonly to: number | null;
  /** Services to roll back; empty: all. */
  readonly services: readonly string[];
}

export function restoreStep(request: RestoreRequest): Step<never, "release"> {
  const { to, services } = request;
  const which = to === null ? "the last good release" : `the release of ${String(to)}`;
  const only = services.length === 0 ? "" : ` for ${services.join(", ")}`;
  return {
    kind: "restore",
    params: request,
    description: `restore ${which}${only}, with today's data`,
    run: (deployment) => restore(deployment, request),
  };
}

/** Selects an earlier release to deploy. The working tree is not used. */
async function restore(deployment: Deployment, request: RestoreRequest): Promise<StepEnd<"release">> {
  const { readHistory, requireReadable } = await import("../../aws/buckets/releases");
  const { target, stage } = deployment.session;
  const history = await readHistory(target, stage, MAX_RECORDS);
  const { records } = history;
  const services =
    request.to === null && request.services.length === 0 ? unfinishedServices(records) : request.services;
  // The newest record has today's data; a rollback of services starts from the live release.
  requireReadable(history, (services.length === 0 ? records[0] : servingRecord(records))?.id ?? 0);
  // The live release must not be one that an unfinished rollback is leaving.
  if (services.length > 0) refuseUnfinishedRollback(stage.name, records, services);
  const named = history.unreadable.find(({ id }) => id === request.to);
  if (named !== undefined) throw named.error;
  const record = (await changedOutside(deployment, request, records)) ?? chooseRecord(records, request.to, stage.name);
  // An unreadable record may be the one that was live then, or a rollback from it.
  if (record.id !== request.to) {
    requireReadable(history, record.id);
    fixTarget(deployment, record.id, services);
  }
  const release = await restoreRecord(deployment, records, record, { services, automatic: false });
  return { kind: "done", gives: { release } };
}

/** An unfinished rollback of some services resumes with these. */
function unfinishedServices(records: readonly ReleaseRecord[]): readonly string[] {
  return unfinishedRollback(records)?.services ?? [];
}

/** A repeated command selects the same release, however this deployment ends. */
function fixTarget(deployment: Deployment, id: number, services: readonly string[]): void {
  const { retryCommand, request, session } = deployment;
  const options = repeatedOptions(request).map((option) => ` ${option}`);
  const command = `${rollbackCommand(session.stage.name, { id, services })}${options.join("")}`;
  deployment.retryCommand = retryCommand.includes(" --fast") ? command.replace(" --to ", " --fast --to ") : command;
  deployment.request = { ...request, services: [...services] };
}

/** The release to deploy for a known record. Sets the deployment's stage settings and origin. @param records of the stage, newest first */
export async function restoreRecord(
  deployment: Deployment,
  records: readonly ReleaseRecord[],
  record: ReleaseRecord,
  { services, automatic }: { readonly services: readonly string[]; readonly automatic: boolean },
): Promise<Release> {
  const { requireArtifacts } = await import("../../aws/buckets/artifacts");
  const { restoredServices } = await import("../rollback/restoredServices");
  const { target, stage } = deployment.session;
  const [newest] = records;
  deployment.newest = newest ?? null;
  deployment.unsettledAdoptions = unsettledAdoptions(records);
  const data = await dataOnStage(deployment, records, record);
  const whole = rollbackRelease(record.release, data);
  // An automatic rollback does not start from the failed release.
  const base = automatic ? lastGoodRecord(records) : servingRecord(records);
  const settings = services.length === 0 || base === null ? record : base;
  const release = services.length === 0 ? whole : restoredServices(base, services, record, data);
  deployment.session = { target, stage: stageWithSettingsOf(stage, settings) };
  deployment.parametersThen = record.parameters;
  deployment.origin = { kind: "rollback", to: record.id, automatic };
  await requireArtifacts(target, deployment.session.stage, release);
  noteProgramVersion(deployment, record);
  deployment.notRestored = rollbackNotes(record.release.catalog, data);
  for (const note of deployment.notRestored) deployment.context.terminal.warn(`Not restored: ${note}`);
  const what = services.length === 0 ? "" : ` for ${services.join(", ")}`;
  deployment.context.terminal.note(
    `Rolling back to release ${String(record.id)}${what}: ${describeSource(record)}, of ${isoOf(record.id)}`,
  );
  return release;
}

/** Today's data, without what an unsuccessful deployment did not create. */
async function dataOnStage(
  deployment: Deployment,
  records: readonly ReleaseRecord[],
  { release }: ReleaseRecord,
): Promise<StageData> {
  const data = stageData(records);
  // A state that cannot be read is reported by the preview.
  const state = await deployment.engine
    ?.open()
    .then((opened) => opened.exportState())
    .catch(() => null);
  if (state === null || state === undefined) return data;
  const { resources = [], pending_operations: pending = [] } = state.deployment;
  // What a killed run was creating may exist.
  const names = new Set([...resources, ...pending.map(({ resource }) => resource)].map(({ urn }) => nameOfUrn(urn)));
  const present = presentData(data, release.catalog, (name) => names.has(name));
  // A dead-letter queue is created before its queue: without that it stays in AWS, and the stage no longer has it.
  const orphans = Object.keys(data.queues)
    .filter((name) => !(name in present.queues))
    .map((name) => `queue-${name}-dlq`);
  deployment.unsettledAdoptions = [
    ...(deployment.unsettledAdoptions ?? []),
    ...orphans.filter((name) => names.has(name)),
  ];
  return present;
}

/** Another version of the program may create other resources for the same release. */
function noteProgramVersion({ context }: Deployment, { id, program }: ReleaseRecord): void {
  if (program === context.wiring.version) return;
  context.terminal.note(
    `Release ${String(id)} was deployed by version ${program} of this program, and this is ${context.wiring.version}: the preview may show further changes`,
  );
}

function chooseRecord(records: readonly ReleaseRecord[], to: number | null, stage: string): ReleaseRecord {
  const list = `List the releases: \`bin/deploy rollback ${stage} --list\`.`;
  const named = to === null ? null : recordAt(records, to);
  if (to !== null && named === null) {
    throw new DeployError(
      "RELEASE_UNKNOWN",
      `Nothing was live on ${stage} at ${String(to)} (${isoOf(to)}), or its record is gone. Nothing was changed.`,
      list,
    );
  }
  const found = rollbackTarget(records, named);
  switch (found.kind) {
    case "found":
      return found.record;
    case "none":
      throw noEarlierRelease(servingReleaseOf(records, stage), stage);
    case "live":
      throw new DeployError(
        "RELEASE_LIVE",
        `Release ${String(found.record.id)} is live on ${stage} already. Nothing was changed.`,
        list,
      );
    case "failed":
      throw new DeployError(
        "RELEASE_FAILED",
        `Release ${String(found.record.id)} of ${stage} did not succeed (${found.record.outcome}). Nothing was changed.`,
        list,
      );
  }
}

/**
 * The live release, where the Pulumi CLI changed the stage since it was deployed: the stage is no longer what its record
 * says, so a rollback without a target returns to it.
 * @returns null where the stage is as recorded, or a target is named
 */
async function changedOutside(
  { context, session }: Deployment,
  { to, services }: RestoreRequest,
  records: readonly ReleaseRecord[],
): Promise<ReleaseRecord | null> {
  const [newest] = records;
  if (to !== null || services.length > 0 || newest?.outcome !== "succeeded") return null;
  const runs = await outsideRunsSince(context.wiring.root, session, records);
  const last = runs.at(-1);
  if (last === undefined) return null;
  context.terminal.note(`${session.stage.name} was changed by ${describeOutsideRun(last)}, without \`bin/deploy\``);
  return newest;
}

/** There is no earlier release to roll back to. */
function noEarlierRelease({ id, outcome }: ReleaseRecord, stage: string): DeployError {
  const state = outcome === "succeeded" ? "" : `, and its deployment is ${outcome}`;
  return new DeployError(
    "RELEASE_UNKNOWN",
    `Release ${String(id)} is live on ${stage}${state}. No earlier release succeeded, so there is nothing to roll back to. Nothing was changed.`,
    `Deploy a fix: \`bin/deploy up ${stage}\`. Verify the live release: \`bin/deploy verify ${stage}\`.`,
  );
}
