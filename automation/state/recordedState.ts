import { DeployError } from "../../model/errors";
import { NAMES } from "../../model/names";
import { newestFirst, lastGoodRecord, servingRecord, type ReleaseRecord } from "../../model/release/record";
import type { Stage } from "../../model/stage/stage";
import { calling } from "../aws/errors";
import { clientConfig, type AwsTarget } from "../aws/target";
import type { Context } from "../commands/command";
import { readJournaledState } from "../engine/journal/unfinishedRuns";
import { lineageOf } from "../engine/state/lineage";
import { isInAws, pendingOperations } from "../engine/recovery/recoveryPlan";
import type { ExportedState } from "../engine/state/exportedState";
import { requireSecretsManager } from "../engine/state/secretsManager";
import { stateBackend } from "../engine/state/stateBackend";
import type { Session } from "../session";
import { isoOf } from "../../model/isoTime";

/** The engine's state compared with the live release's record. */
export type RecordedState =
  | { readonly kind: "fits" }
  /** A release is live, and the state is empty. */
  | { readonly kind: "missing"; readonly live: ReleaseRecord }
  /** The live release was deployed with another state. */
  | { readonly kind: "other"; readonly live: ReleaseRecord };

/** @param state null where there is none */
export function compareState(state: ExportedState | null, live: ReleaseRecord | null): RecordedState {
  if (live === null) return { kind: "fits" };
  if (isEmpty(state)) return { kind: "missing", live };
  const lineage = state === null ? null : lineageOf(state);
  const isOther = live.lineage !== null && lineage !== null && live.lineage !== lineage;
  return isOther && !hasVersionsOf(state, live) ? { kind: "other", live } : { kind: "fits" };
}

/**
 * Whether a state has each function of a release, at its version or a later one: it is the same state under another key,
 * as `pulumi stack change-secrets-provider` leaves it.
 */
function hasVersionsOf(state: ExportedState | null, { versions }: ReleaseRecord): boolean {
  const found = new Map(
    (state?.deployment.resources ?? []).flatMap(({ type, urn, outputs }) =>
      type === "aws:lambda/function:Function" ? [[urn.split("::").at(-1), Number(outputs?.["version"])]] : [],
    ),
  );
  const recorded = Object.entries(versions);
  return (
    recorded.length > 0 &&
    // A function is named `service/function` in a release, and `service-function` in a state.
    recorded.every(([id, version]) => (found.get(id.replace("/", "-")) ?? 0) >= Number(version))
  );
}

/** The release that a stage should have, by its records. */
export function liveIn(records: readonly ReleaseRecord[]): ReleaseRecord | null {
  return lastGoodRecord(records) ?? servingRecord(records);
}

/** The live release by the records. @throws DeployError RELEASE_INVALID */
export async function recordedLive({ target, stage }: Session): Promise<ReleaseRecord | null> {
  return (await recordedDeployment(target, stage)).live;
}

/** @returns `begun`: the newest deployment where none is live and the stage was not destroyed */
async function recordedDeployment(
  target: AwsTarget,
  stage: Stage,
): Promise<{ readonly live: ReleaseRecord | null; readonly begun: ReleaseRecord | null }> {
  const { readRecordsSinceLive } = await import("../aws/buckets/releases");
  const records = await readRecordsSinceLive(target, stage);
  const serving = liveIn(records);
  const [newest] = newestFirst(records);
  const begun = serving !== null || newest === undefined || newest.outcome === "destroyed" ? null : newest;
  return { live: serving, begun };
}

/**
 * Refuses a state that lacks the live release: everything would be created a second time.
 * @param read the state where it has been read already
 * @throws DeployError STATE_MISSING, STATE_MISMATCH
 */
export async function requireRecordedState(
  { wiring }: Pick<Context, "wiring">,
  session: Session,
  read?: ExportedState | null,
): Promise<void> {
  const { target, stage } = session;
  const backend = await stateBackend(wiring.root, stage, target);
  const [state, { live, begun }] = await Promise.all([
    // The engine reports one that cannot be read, with its own remedy.
    read === undefined ? readJournaledState(backend.url, target, stage).catch(() => "unreadable" as const) : read,
    recordedDeployment(target, stage),
  ]);
  if (state === "unreadable") return;
  requireSecretsManager(stage.name, state, backend);
  const restore = `Restore the state from its backups: \`bin/deploy restore-state ${stage.name}\` (\`--list\` shows them).`;
  const forget = `If the stage is gone from AWS too: \`bin/deploy restore-state ${stage.name} --forget\`.`;
  const lost = begun === null || !isEmpty(state) ? [] : await existingTables(target, stage, begun);
  if (begun !== null && lost.length > 0) {
    throw new DeployError(
      "STATE_MISSING",
      `Release ${String(begun.id)} of ${stage.name} was started (${isoOf(begun.id)}) and is ${begun.outcome}: AWS has ${joinNames(lost)} of it, and Pulumi's state of the stage is empty or gone. Everything would be created a second time. Nothing was changed.`,
      `${restore} ${forget}`,
    );
  }
  const compared = compareState(state, live);
  if (compared.kind === "fits") return;
  const { id } = compared.live;
  if (compared.kind === "missing") {
    throw new DeployError(
      "STATE_MISSING",
      `Release ${String(id)} is live on ${stage.name} (${isoOf(id)}), and Pulumi's state of the stage is empty or gone: everything would be created a second time. Nothing was changed.`,
      `${restore} ${forget}`,
    );
  }
  throw new DeployError(
    "STATE_MISMATCH",
    `Pulumi's state of ${stage.name} is not the one that release ${String(id)} was deployed with. Nothing was changed.`,
    restore,
  );
}

/** A run that was killed before the engine saved its first state left pending operations only. */
function isEmpty(state: ExportedState | null): boolean {
  return state === null || (!(state.deployment.resources ?? []).some(isInAws) && pendingOperations(state).length === 0);
}

/** Tables of a release that AWS has: the first deployment of a stage creates them first. */
async function existingTables(target: AwsTarget, stage: Stage, { release }: ReleaseRecord): Promise<readonly string[]> {
  const { DynamoDBClient, paginateListTables } = await import("@aws-sdk/client-dynamodb");
  const own = new Set(Object.keys(release.catalog.data.tables).map((name) => NAMES.table.of(stage, name)));
  const client = new DynamoDBClient(clientConfig(target));
  return calling(target, "listing the tables", async () => {
    const names: string[] = [];
    for await (const { TableNames = [] } of paginateListTables({ client }, {})) names.push(...TableNames);
    return names.filter((name) => own.has(name));
  });
}

function joinNames([first = "", ...others]: readonly string[]): string {
  return others.length === 0 ? `table ${first}` : `table ${first} and ${String(others.length)} others`;
}
