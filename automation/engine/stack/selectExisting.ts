import type { LocalWorkspace, Stack } from "@pulumi/pulumi/automation";
import { readCheckpoint } from "../state/checkpoint";
import type { StackId } from "../state/project";
import type { EngineEnvironmentRequest } from "./engineEnvironment";
import { withOverrides } from "./overrides";

type Place = Pick<EngineEnvironmentRequest, "state" | "target"> & { readonly stack: StackId };

/**
 * Selects a stack. `pulumi stack select` only looks whether it exists, because every other command names its stack: a state
 * that can be read needs no CLI. What cannot be read is the CLI's to report.
 */
export async function selectExisting(
  workspace: LocalWorkspace,
  place: Place,
  select: (workspace: LocalWorkspace) => Promise<Stack>,
): Promise<Stack> {
  if (!(await isReadable(place))) return select(workspace);
  // Only here: a stack that is removed and created again needs the CLI.
  return withOverrides(workspace, { selectStack: () => Promise.resolve() }, () => select(workspace));
}

async function isReadable({ state, target, stack }: Place): Promise<boolean> {
  try {
    return (await readCheckpoint(state.url, target, stack.project, stack.name)) !== null;
  } catch {
    return false;
  }
}
