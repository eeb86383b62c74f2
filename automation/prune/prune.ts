import { DeployError } from "../../model/errors";
import { DRIVER_NAMES } from "../../model/names";
import { PRUNE_KINDS, type PruneExclusion, type PruneItem, type PruneKind } from "../../model/prune/item";
import { deleteObjects, listObjects } from "../aws/buckets/objects";
import { deleteLogGroups } from "../aws/monitoring/logGroups";
import { deleteParameters } from "../secrets/parameters";
import { artifactItems } from "./artifactItems";
import { logGroupItems, parameterItems } from "./ownerlessItems";
import type { Found, PruneContext } from "./pruneContext";
import { eventItems, releaseItems, releaseKey } from "./releaseItems";
import { deleteSetItems, deleteTableBackupItems, setItems, tableBackupItems } from "./setItems";
import { stateItems } from "./stateItems";
import { deleteVersionItems, versionItems } from "./versionItems";

/** How things of a kind are found and deleted. */
interface PruneRule {
  readonly find: (context: PruneContext) => Promise<Found>;
  readonly remove: (context: PruneContext, items: readonly PruneItem[]) => Promise<void>;
}

const RULES: Readonly<Record<PruneKind, PruneRule>> = {
  release: {
    find: releaseItems,
    remove: ({ stage, target }, items) =>
      deleteObjects(
        target,
        DRIVER_NAMES.deploymentsBucket(stage),
        items.map(({ name }) => releaseKey(stage.name, name)),
      ),
  },
  events: { find: eventItems, remove: deleteEvents },
  artifact: {
    find: artifactItems,
    remove: ({ stage, target }, items) =>
      deleteObjects(
        target,
        DRIVER_NAMES.deploymentsBucket(stage),
        items.map(({ name }) => `artifacts/${name}`),
      ),
  },
  version: { find: versionItems, remove: deleteVersionItems },
  "state-backup": {
    find: stateItems,
    remove: ({ stage, target }, items) =>
      deleteObjects(
        target,
        DRIVER_NAMES.stateBucket(stage),
        items.map(({ name }) => name),
      ),
  },
  "table-backup": { find: tableBackupItems, remove: deleteTableBackupItems },
  "backup-set": { find: setItems, remove: deleteSetItems },
  "log-group": {
    find: logGroupItems,
    remove: ({ target }, items) =>
      deleteLogGroups(
        target,
        items.map(({ name }) => name),
      ),
  },
  parameter: {
    find: parameterItems,
    remove: ({ target }, items) =>
      deleteParameters(
        target,
        items.map(({ name }) => name),
      ),
  },
};

/** What a stage no longer needs. */
export interface PrunePlan {
  readonly items: readonly PruneItem[];
  readonly exclusions: readonly PruneExclusion[];
}

/** Finds everything that no kept release needs. Reads only. */
export async function planPrune(context: PruneContext): Promise<PrunePlan> {
  const all = await Promise.all(PRUNE_KINDS.map((kind) => RULES[kind].find(context)));
  return { items: all.flatMap(({ items }) => items), exclusions: all.flatMap(({ exclusions }) => exclusions) };
}

/**
 * Deletes items, kind by kind: a run that is killed leaves things that no record refers to, and the next one finds them.
 * @throws DeployError CANCELLED between two kinds
 */
export async function removeItems(
  context: PruneContext,
  items: readonly PruneItem[],
  signal: AbortSignal,
): Promise<void> {
  for (const kind of PRUNE_KINDS) {
    if (signal.aborted) throw cancelled(context.stage.name);
    const own = items.filter((item) => item.kind === kind);
    if (own.length > 0) await RULES[kind].remove(context, own);
  }
}

function cancelled(stage: string): DeployError {
  return new DeployError(
    "CANCELLED",
    "Cancelled: a part was deleted, and the rest remains.",
    `Continue: \`bin/deploy prune ${stage}\`.`,
  );
}

async function deleteEvents({ stage, target }: PruneContext, items: readonly PruneItem[]): Promise<void> {
  const bucket = DRIVER_NAMES.deploymentsBucket(stage);
  const ids = new Set(items.map(({ name }) => name));
  const prefix = `events/${stage.name}/`;
  const objects = await listObjects(target, bucket, prefix);
  const keys = objects.map(({ key }) => key).filter((key) => ids.has(key.slice(prefix.length).split("/")[0] ?? ""));
  await deleteObjects(target, bucket, keys);
}
