import { parseRoute } from "../../model/catalog/route";
import { stageOf } from "../../model/release/composition";
import { expansion, indivisible, type Running } from "../../model/release/expansion";
import { servingRecord, type ReleaseRecord } from "../../model/release/record";
import type { Release } from "../../model/release/release";
import { NAMES } from "../../model/names";
import { functionsOnStage } from "../../model/stage/functions";
import type { Change } from "../engine/change";
import { stageProgram } from "../engine/stageEngine";
import { count } from "../ui/duration";
import { summarize } from "../ui/changes";
import { filled, signalOf, type Deployment, type FunctionShift, type StepResult } from "./deployment";
import { guardData } from "./guard";
import { hooksOf, withPlan } from "./preview";
import { RECENT } from "./record";
import type { TrafficMode } from "./steps";
import { apply } from "./up";

/**
 * Brings up what the old and the new release need together, and publishes the new versions: no alias moves and nothing
 * that serves is taken away. Does nothing where there is no traffic to move.
 */
export async function expandStep(deployment: Deployment, traffic: TrafficMode): Promise<StepResult> {
  const { session } = deployment;
  const [whole, release] = [filled(deployment, "changes"), filled(deployment, "release")];
  const serving = await servedBy(deployment);
  const moves = traffic === "gradually" && whole.some(isNewVersion);
  if (serving === null || !(moves || leadsToNewFunctions(whole))) return { kind: "done" };
  const old: Running = { stage: stageOf(session.stage, serving), release: serving.release };
  const wide = expansion(old, { stage: session.stage, release });
  const expanded = { ...session, stage: wide.stage };
  // The phases are told of when they are there for good.
  const hooks = { ...hooksOf(deployment), onPhase: () => undefined };
  const program = await stageProgram(deployment.context, expanded, wide.release, hooks, "held");
  await withPlan(deployment, program, async (planned) => {
    guardData(planned.changes, deployment.request.allow);
    deployment.context.terminal.note(
      `Expand: ${planned.changes.length === 0 ? "nothing" : summarize(planned.changes)}`,
    );
    const later = heldBack(whole, planned.changes, wide.release, release);
    try {
      deployment.outputs = await apply(deployment, planned);
      deployment.undone = later;
    } catch (error) {
      deployment.undone = [...(deployment.undone ?? []), ...later];
      throw error;
    }
  });
  deployment.gradual = { whole, shifts: moves ? await shiftsOf(deployment, old, serving) : [] };
  await writeDown(deployment);
  return { kind: "done" };
}

/** Code that is there and becomes other code, or an alias that an earlier deployment left behind. */
function isNewVersion({ type, kind }: Change): boolean {
  return kind === "update" && (type === FUNCTION || type === "aws:lambda/alias:Alias");
}

/** Routes change in phase 4, and functions come in the phases after it: a route must not lead where nothing is yet. */
function leadsToNewFunctions(changes: readonly Change[]): boolean {
  const isMade = changes.some(({ type, kind }) => type === FUNCTION && kind === "create");
  return isMade && changes.some(({ type, kind }) => type === "aws:apigatewayv2/api:Api" && kind === "update");
}

const FUNCTION = "aws:lambda/function:Function";

async function servedBy({ session, record }: Deployment): Promise<ReleaseRecord | null> {
  const { readRecords } = await import("../aws/releases");
  const records = await readRecords(session.target, session.stage, RECENT);
  return servingRecord(records.filter(({ id }) => id !== record?.id));
}

/** Logical names of what changes only when the old versions are gone: a way back from before then leaves it as it is. */
function heldBack(whole: readonly Change[], now: readonly Change[], wide: Release, next: Release): readonly string[] {
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

/** Functions whose alias points to another version than was published last. Only those are asked for whose version is new. */
async function shiftsOf(
  deployment: Deployment,
  old: Running,
  serving: ReleaseRecord,
): Promise<readonly FunctionShift[]> {
  const { session, context } = deployment;
  const release = filled(deployment, "release");
  const versions = versionsOf(deployment);
  const before = new Map(functionsOnStage(old.stage, old.release).map((fn) => [fn.id, fn]));
  const undivided = indivisible(old.release, release);
  const candidates = functionsOnStage(session.stage, release).flatMap(({ id, service, name }) => {
    const to = versions[id];
    const then = before.get(id);
    if (to === undefined || then === undefined || serving.versions[id] === to) return [];
    return [
      {
        id,
        name: NAMES.function.of(session.stage, service.service, name),
        to,
        // While traffic moves, the API is as it was.
        routes: then.spec.routes.map(parseRoute).map(({ method, path }) => `${method} ${path}`),
        logGroup: NAMES.logGroup.of(session.stage, service.service),
      },
    ];
  });
  const atOnce = candidates.filter(({ id }) => undivided.has(id));
  if (atOnce.length > 0) {
    const names = atOnce.map(({ id }) => id).join(", ");
    context.terminal.warn(`Not moved share by share, because their requests change their form: ${names}`);
  }
  const shared = candidates.filter(({ id }) => !undivided.has(id));
  const { readAliases } = await import("../aws/aliases");
  const live = await readAliases(
    session.target,
    shared.map(({ name }) => name),
    signalOf(deployment),
  );
  const shifts = shared.flatMap((shift) => {
    const from = live.get(shift.name);
    return from === undefined || from === shift.to ? [] : [{ ...shift, from }];
  });
  context.terminal.note(`New versions without traffic: ${count(shifts.length, "function")}`);
  return shifts;
}

function versionsOf({ outputs }: Deployment): Readonly<Record<string, string>> {
  return (outputs?.["versions"]?.value ?? {}) as Readonly<Record<string, string>>;
}

/** Who goes back from here, or finds this dead, needs the versions and what was held back. */
async function writeDown(deployment: Deployment): Promise<void> {
  const { rewriteRecord } = await import("../aws/releases");
  const { session, undone = [] } = deployment;
  const record = filled(deployment, "record");
  deployment.record = { ...record, versions: versionsOf(deployment), undone: [...undone] };
  await rewriteRecord(session.target, session.stage, deployment.record);
}
