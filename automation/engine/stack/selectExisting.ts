import type { LocalWorkspace, Stack } from "@pulumi/pulumi/automation";
import { readCheckpoint } from "../state/checkpoint";
import { stackOf, type StackRequest } from "./stack";

/**
 * Selects a stack. `pulumi stack select` only looks whether it exists, because every other command names its stack: a state
 * that can be read needs no CLI. What cannot be read is the CLI's to report.
 */
export async function selectExisting(
  workspace: LocalWorkspace,
  request: StackRequest,
  select: (workspace: LocalWorkspace) => Promise<Stack>,
): Promise<Stack> {
  if (!(await isReadable(request))) return select(workspace);
  workspace.selectStack = (): Promise<void> => Promise.resolve();
  try {
    return await select(workspace);
  } finally {
    // An own property, which hides the class's method: a stack that is removed and created again needs it.
    delete (workspace as Partial<Record<"selectStack", unknown>>).selectStack;
  }
}

async function isReadable(request: StackRequest): Promise<boolean> {
  const { project, name } = stackOf(request);
  try {
    return (await readCheckpoint(request.state.url, request.target, project, name)) !== null;
  } catch {
    return false;
  }
}
