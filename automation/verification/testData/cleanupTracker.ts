import type { CheckStep } from "../../../model/catalog/schema/checks";
import { namesIn } from "../requests/variables";

/** What steps have come to know, and may have made, so far: what is to be taken away follows from it. */
export interface Trail {
  /** Values by name. */
  readonly variables: Map<string, string>;
  /**
   * Steps that were sent and may have made something that nobody knows by name: their answer was lost, was an error, or
   * says too little.
   */
  readonly open: Set<CheckStep>;
}

export function startTrail(given: Iterable<readonly [string, string]> = []): Trail {
  return { variables: new Map(given), open: new Set() };
}

/** Whether a text cannot be filled because an answer was lost; else what it names was not come to. */
export function isLost(text: string, { variables, open }: Trail): boolean {
  const missing = namesIn(text).filter((name) => !variables.has(name));
  return missing.some((name) => [...open].some(({ save }) => Object.hasOwn(save, name)));
}
