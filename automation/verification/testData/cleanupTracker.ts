import type { CheckStep } from "../../../model/catalog/schema/checks";
import { variableNames } from "../requests/variables";

/** What the steps of a check have learned and may have created: cleanup deletes that. */
export interface CleanupTracker {
  /** Values of responses, by name. */
  readonly variables: Map<string, string>;
  /**
   * Steps that were sent and may have created something whose id is not known: there was no response, an error, or a
   * response without the id.
   */
  readonly unconfirmed: Set<CheckStep>;
}

export function createCleanupTracker(given: Iterable<readonly [string, string]> = []): CleanupTracker {
  return { variables: new Map(given), unconfirmed: new Set() };
}

/** Whether what a text names may exist although its variables are not known; if not, no step created it. */
export function mayExistUnnamed(text: string, { variables, unconfirmed }: CleanupTracker): boolean {
  const missing = variableNames(text).filter((name) => !variables.has(name));
  return missing.some((name) => [...unconfirmed].some(({ save }) => Object.hasOwn(save, name)));
}
