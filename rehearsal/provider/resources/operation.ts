import { during } from "../aws/aws";
import { callDescription } from "../aws/callError";
import type { Operation } from "../aws/faults";
import type { Resource } from "./session";
import type { Properties } from "../values/values";

/** The resource exists, but is not as declared: the engine keeps it and updates it in the next run. */
export class UnfinishedError extends Error {
  override readonly name = "UnfinishedError";

  constructor(
    readonly id: string,
    readonly state: Properties,
    reason: string,
  ) {
    super(reason);
  }
}

/** An error in one line, its code first. */
export function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return callDescription(error) ?? (error.name === "Error" ? error.message : `${error.name}: ${error.message}`);
}

/** Runs an operation within its time limit; errors name the resource and the operation. */
export async function operate<T>(resource: Resource, verb: Operation["verb"], work: () => Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    const seconds = Math.round(resource.timeoutMs / 1000);
    timer = setTimeout(() => reject(new Error(`not done within ${seconds} s`)), resource.timeoutMs);
  });
  try {
    const operation: Operation = { type: resource.row.token, name: resource.name, verb };
    return await Promise.race([during(operation, work), limit]);
  } catch (error) {
    if (error instanceof UnfinishedError) throw error;
    throw new Error(`${verb} of ${resource.row.token} "${resource.name}": ${describe(error)}`, { cause: error });
  } finally {
    clearTimeout(timer);
  }
}
