import { DeployError } from "../../../model/errors";
import { knownFunctionId, serviceOf } from "../../../model/catalog/functions";
import { NAMES } from "../../../model/names";
import type { ReleaseRecord } from "../../../model/release/record";
import { functionsOnStage } from "../../../model/stage/functions";
import type { Engine } from "../../engine/engine";
import { count, duration } from "../../ui/duration";
import { signalOf, type Deployment, type With } from "../deployment";
import { DONE, type Step } from "../step";
import { engineError } from "../../engine/failures/engineError";
import { guardMigrations, reverseMigrations } from "./migrate";
import { writeRecordFields } from "../record";

/** Before `--fast` shifts traffic: refuses what would not work. */
export const checkTrafficStep: Step<"release"> = {
  kind: "traffic",
  params: { part: "check" },
  description: "refuse if the old versions would not work as they are",
  run: async (deployment) => {
    refuseMigrations(deployment);
    await refuseEarlierRoles(deployment);
    return DONE;
  },
};

export const moveTrafficStep: Step<"record"> = {
  kind: "traffic",
  params: { part: "move" },
  description: "point the aliases at the restored release's versions",
  run: async (deployment) => {
    await moveTraffic(deployment);
    return DONE;
  },
};

/**
 * Points the aliases at the versions that a release had published, before any other change: its code answers within
 * seconds. The rest of the rollback follows.
 */
async function moveTraffic(deployment: With<"record">): Promise<void> {
  const { context, session } = deployment;
  const { pointAliases } = await import("../../aws/functions/aliases");
  const { traffic, shifting } = deployment.record;
  // Traffic that an interrupted deployment was shifting returns too.
  const versions = { ...shifting, ...(await previousVersions(deployment)) };
  const ids = Object.keys(versions);
  // Recorded first: after a crash the engine must read these aliases again.
  await writeRecordFields(deployment, { traffic: { ...traffic, ...versions } });
  const started = performance.now();
  const moves = ids.map((id) => ({ name: physicalName(deployment, id), version: versions[id] ?? "" }));
  try {
    const missing = await pointAliases(session.target, moves, signalOf(deployment));
    await writeRecordFields(deployment, { shifting: {} });
    context.terminal.note(
      `Traffic: ${count(ids.length - missing.length, "function")} back on the earlier version, in ${duration(performance.now() - started)}`,
    );
    if (missing.length > 0) {
      const names = missing.map(({ name, version }) => `${name}:${version}`).join(", ");
      context.terminal.warn(`Missing versions, which the rest of the rollback publishes: ${names}`);
    }
  } catch (error) {
    if (!(error instanceof DeployError)) throw error;
    context.terminal.warn(`${error.what} The rest of the rollback restores them.`);
  }
}

/** Data must be migrated back before code that does not know it. */
function refuseMigrations(deployment: Deployment): void {
  guardMigrations(deployment);
  const undo = reverseMigrations(deployment).find(({ back }) => back.kind === "function");
  if (undo === undefined) return;
  throw new DeployError(
    "MIGRATION_NO_WAY_BACK",
    `The migration ${undo.id} must be reversed before the old code can work, so traffic cannot shift first. Nothing was changed.`,
    `Without --fast: \`${deployment.retryCommand.replace(" --fast", "")}\`.`,
  );
}

/** Versions from before roles had a path run in roles that no longer exist. */
async function refuseEarlierRoles({ session, origin, newest, retryCommand }: Deployment): Promise<void> {
  if (origin?.kind !== "rollback" || newest?.rolePath === undefined) return;
  const { readRecord } = await import("../../aws/buckets/releases");
  const { id, rolePath } = await readRecord(session.target, session.stage, origin.to);
  if (rolePath === newest.rolePath) return;
  throw new DeployError(
    "ROLES_REPLACED",
    `The versions of release ${String(id)} run in roles that were replaced since, so they cannot run again. Nothing was changed.`,
    `Without --fast, which publishes new versions: \`${retryCommand.replace(" --fast", "")}\`.`,
  );
}

/** Versions by function, where the restored release had another version and the function still exists. */
async function previousVersions(deployment: Deployment): Promise<Readonly<Record<string, string>>> {
  const { readRecord } = await import("../../aws/buckets/releases");
  const { session, origin, newest, request } = deployment;
  if (origin?.kind !== "rollback") throw new TypeError("step order: traffic goes back in a rollback only");
  const then = await readRecord(session.target, session.stage, origin.to);
  const running = newest?.versions ?? {};
  const here = new Set(functionsOnStage(session.stage, newest?.release ?? then.release).map(({ id }) => id));
  const wanted = (id: string): boolean => request.services.length === 0 || request.services.includes(serviceOf(id));
  return Object.fromEntries(
    Object.entries(then.versions).filter(([id, version]) => here.has(id) && wanted(id) && running[id] !== version),
  );
}

function physicalName({ session }: Deployment, id: string): string {
  const { service, name } = knownFunctionId(id);
  return NAMES.function.of(session.stage, service, name);
}

/**
 * Lets the engine read aliases that were shifted outside it, in this deployment or in an unfinished one: otherwise its state
 * differs from AWS.
 */
export async function rereadTraffic(deployment: Deployment, engine: Engine): Promise<void> {
  const { session, retryCommand } = deployment;
  const { readRecords } = await import("../../aws/buckets/releases");
  const [newest] = await readRecords(session.target, session.stage, 1);
  deployment.engineKnowsTraffic = true;
  if (newest === undefined || newest.outcome === "succeeded") return;
  if (Object.keys(newest.shifting).length > 0) await restoreTraffic(deployment, newest);
  // Logical names of the aliases.
  const moved = Object.keys({ ...newest.traffic, ...newest.shifting }).map((id) => `${id.replace("/", "-")}-live`);
  if (moved.length === 0) return;
  const result = await engine.refreshResources(moved, { signal: signalOf(deployment) });
  if (result.kind === "succeeded") return;
  if (result.kind === "failed")
    throw engineError(result.failures, "The engine has not read the aliases.", retryCommand);
  throw new DeployError(
    "CANCELLED",
    "Cancelled while the engine read the aliases.",
    `Continue with \`${retryCommand}\`.`,
  );
}

/** A deployment was interrupted while traffic shifted: the old versions get all of it, because the new ones are not watched. */
async function restoreTraffic(deployment: Deployment, { id, shifting }: ReleaseRecord): Promise<void> {
  const { session, context } = deployment;
  const { pointAliases } = await import("../../aws/functions/aliases");
  const moves = Object.entries(shifting).map(([fn, version]) => ({ name: physicalName(deployment, fn), version }));
  await pointAliases(session.target, moves, signalOf(deployment));
  context.terminal.warn(
    `Release ${String(id)} was interrupted while its traffic shifted: ${count(moves.length, "function")} back on the old version`,
  );
}
