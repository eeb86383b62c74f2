import type { UserMapping } from "../../model/backup/userMapping";
import type { Catalog } from "../../model/catalog/schema/catalog";
import { triggerFunctions } from "../../model/catalog/identityTriggers";
import type { Fence } from "../../model/failover/record";
import { NAMES } from "../../model/names";
import type { Stage } from "../../model/stage/stage";
import { outputsInState } from "../engine/state/stateSummary";
import { applyFence, removeFence } from "../failover/fence";
import { ProgressStore } from "../restore/progressStore";
import { RestoreMeter } from "../restore/restoreMeter";
import { restoreUsers } from "../restore/users";
import { readStageState } from "../state/stageState";
import { addressesOf } from "../verification/addresses";
import type { Context } from "../commands/command";
import type { FailbackTask } from "./failbackTask";

/**
 * Creates the users at home that signed up on the recovery stage. Those that the restore created are known by their ids, and stay as
 * they are.
 * @param fence of the source: Cognito calls the functions of its triggers, which run for this step
 * @returns ids at home by id on the recovery stage, of all users
 */
export async function returnUsers(
  context: Context,
  task: Omit<FailbackTask, "base">,
  catalog: Catalog,
  fence: Fence,
): Promise<UserMapping> {
  const { failover, record, theirs, theirStore, mapping, signal } = task;
  const { source } = failover;
  const { userPoolId } = addressesOf(outputsInState(await readStageState(context.wiring.root, source)));
  const progress = new ProgressStore(source.target, source.stage, record.id);
  const created = await progress.finished("users");
  const triggers = triggersOf(source.stage, catalog);
  const needed = { functions: fence.functions.filter(({ name }) => triggers.has(name)), mappings: [] };
  await removeFence(source.target, needed);
  try {
    const known = [...mapping].map(([old, id]) => ({ old, id }));
    const restore = {
      ...source,
      catalog,
      store: theirStore,
      set: theirs,
      // Parameters stay as they are at home.
      copies: { schema: 1 as const, stage: theirs.stage, parameters: [], secrets: [] },
      progress,
      meter: new RestoreMeter(context.terminal.note),
      signal,
    };
    const all = await restoreUsers(restore, userPoolId, { users: [...known, ...created], task: undefined });
    return all.mapping;
  } finally {
    await applyFence(source.target, needed);
  }
}

/** Physical names of the functions that Cognito calls. */
function triggersOf(stage: Stage, { identity }: Catalog): ReadonlySet<string> {
  return new Set(
    triggerFunctions(identity.triggers).map(([, id]) => {
      const [service = "", name = ""] = id.split("/");
      return NAMES.function.of(stage, service, name);
    }),
  );
}
