import { publishedState } from "../../aws/functions/functionVersion";
import type { AwsTarget } from "../../aws/target";
import type { ResourceState, StateInputs } from "../state/exportedState";

/**
 * Reads the inputs of a resource that a refresh does not read.
 * @returns null where they are unknown: the next run then writes them again
 */
export async function inspectResource(
  target: AwsTarget,
  { type, id, inputs }: ResourceState,
): Promise<StateInputs | null> {
  if (type !== "aws:lambda/function:Function") return null;
  const name = id ?? inputs?.["name"];
  if (typeof name !== "string") return null;
  try {
    const found = await publishedState(target, name);
    // Without a version of the current code and configuration, the next run has to update the function, which publishes one.
    return found?.isPublished === true ? { sourceCodeHash: found.codeSha256 } : null;
  } catch {
    return null;
  }
}
