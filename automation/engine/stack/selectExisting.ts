import type { LocalWorkspace, Stack } from "@pulumi/pulumi/automation";
import { parseCheckpoint } from "../state/checkpoint";
import { checkpointText } from "../state/checkpointFile";
import type { StackId } from "../state/project";
import type { EngineEnvironmentRequest } from "./engineEnvironment";
import { withOverrides } from "./overrides";

type Place = Pick<EngineEnvironmentRequest, "state" | "target"> & { readonly stack: StackId };

/**
 * Selects a stack. `pulumi stack select` only looks whether it exists, because every other command names its stack: a state
 * that can be read needs no CLI, nor has a state that is not there. What cannot be read is the CLI's to report.
 * @returns null where there is no stack
 */
export async function selectExisting(
  workspace: LocalWorkspace,
  place: Place,
  select: (workspace: LocalWorkspace) => Promise<Stack>,
): Promise<Stack | null> {
  switch (await findState(place)) {
    case "absent":
      return null;
    case "readable":
      // Only here: a stack that is removed and created again needs the CLI.
      return withOverrides(workspace, { selectStack: () => Promise.resolve() }, () => select(workspace));
    case "unreadable":
      return select(workspace);
  }
}

async function findState({ state, target, stack }: Place): Promise<"absent" | "readable" | "unreadable"> {
  try {
    const text = await checkpointText(state.url, target, stack.project, stack.name);
    if (text === null) return "absent";
    return parseCheckpoint(text) === null ? "unreadable" : "readable";
  } catch {
    return "unreadable";
  }
}
