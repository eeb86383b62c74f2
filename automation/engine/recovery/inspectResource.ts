import { publishedState } from "../../aws/functions/functionVersion";
import type { AwsTarget } from "../../aws/target";
import type { ResourceState, StateInputs } from "../state/exportedState";

/**
 * What AWS has of a resource's inputs that a refresh does not read.
 * @returns null where nobody can say: the next run then writes these inputs again
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
    // Without a version of what the function has now, its update is to be made again: that publishes one.
    return found?.isPublished === true ? { sourceCodeHash: found.codeSha256 } : null;
  } catch {
    return null;
  }
}
