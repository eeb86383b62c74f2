import { isInAws } from "./recoveryPlan";
import type { ExportedState, ResourceState, StateInputs } from "../state/exportedState";

/**
 * Inputs of interrupted creates and updates, by URN. AWS may have applied only some of them: a log group without its
 * retention, a table without its TTL. Applying the others later deletes no data that a user chose to keep.
 */
export type IntendedInputs = ReadonlyMap<string, StateInputs>;

/** @param state before the recovery, which replaces the inputs by those from AWS */
export function intendedInputs({ deployment }: ExportedState): IntendedInputs {
  const unfinished = (deployment.resources ?? []).filter(({ initErrors = [] }) => initErrors.length > 0);
  const started = (deployment.pending_operations ?? [])
    .filter(({ type }) => type === "creating" || type === "updating")
    .map(({ resource }) => resource);
  const isCurrent = (resource: ResourceState): boolean => isInAws(resource) && resource.delete !== true;
  return new Map([...unfinished, ...started].filter(isCurrent).map(({ urn, inputs = {} }) => [urn, inputs]));
}
