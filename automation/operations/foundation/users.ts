import type { Foundation } from "../../../model/account/foundation";
import { DeployError } from "../../../model/errors";
import type { Stage } from "../../../model/stage/stage";
import { readCheckpoint } from "../../engine/state/checkpoint";
import type { ExportedState } from "../../engine/state/exportedState";
import { foundationStack, stageStack, type StackId } from "../../engine/state/project";
import { stateBackend } from "../../engine/state/stateBackend";
import { summarizeState } from "../../engine/state/stateSummary";
import { withStateError } from "../../engine/failures/stateError";
import type { Session } from "../../session";
import { count } from "../../ui/duration";

/**
 * What needs a foundation: stages that are deployed, and those that have their backups in it; and where it has the account's
 * roles, the foundations in other regions.
 * @param root the project's folder
 * @returns a line for each
 */
export async function usersOfFoundation(
  root: string,
  { target }: Session,
  { owner, stages, accountStages, isGlobal, backedUpHere }: Foundation,
): Promise<readonly string[]> {
  const sessionOf = (stage: Stage): Session => ({
    target: { ...target, region: stage.region },
    stage: inRehearsalOf(owner, stage),
  });
  const dependent = isGlobal ? accountStages : stages;
  const lines = dependent.map(async (stage) => {
    const session = sessionOf(stage);
    const { resources } = summarizeState(await readStack(root, session, stageStack(stage.name)));
    if (resources > 0)
      return [`${stage.name} has ${count(resources, "resource")}: \`bin/deploy destroy ${stage.name}\``];
    if (stage.region === owner.region) return [];
    const other = await readStack(root, session, foundationStack(stage.name));
    return other === null
      ? []
      : [`${stage.name} uses the account's roles: \`bin/deploy bootstrap ${stage.name} --remove\``];
  });
  const others = backedUpHere.filter(({ name }) => !dependent.some((stage) => stage.name === name));
  const backups = others.map(async (stage) => {
    const { resources } = summarizeState(await readStack(root, sessionOf(stage), stageStack(stage.name)));
    if (resources === 0) return [];
    const off = `set listbackup:recovery in Pulumi.${stage.name}.yaml to kind off`;
    return [`${stage.name} has its backups here: ${off}, and run \`bin/deploy up ${stage.name}\``];
  });
  return (await Promise.all([...lines, ...backups])).flat();
}

function inRehearsalOf({ rehearsal }: Stage, stage: Stage): Stage {
  return rehearsal === undefined ? stage : { ...stage, rehearsal };
}

async function readStack(root: string, { stage, target }: Session, id: StackId): Promise<ExportedState | null> {
  const { url } = await stateBackend(root, stage, target);
  try {
    return await withStateError(id.name, () => readCheckpoint(url, target, id.project, id.name));
  } catch (error) {
    // The region has no state bucket, so no stack.
    if (error instanceof DeployError && error.code === "NOT_BOOTSTRAPPED") return null;
    throw error;
  }
}
