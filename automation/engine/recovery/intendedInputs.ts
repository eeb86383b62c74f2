import { isInAws } from "./recoveryPlan";
import type { ExportedState, ResourceState, StateInputs } from "../state/exportedState";

/**
 * Inputs that an interrupted create or update was to give to its resource, by URN. AWS may have the first part only: a log
 * group without its retention, a table without its TTL. To give the rest afterwards takes away nothing that anybody chose
 * to keep.
 */
export type IntendedInputs = ReadonlyMap<string, StateInputs>;

/** @param state before the recovery, which replaces the inputs by what AWS has */
export function intendedInputs({ deployment }: ExportedState): IntendedInputs {
  const unfinished = (deployment.resources ?? []).filter(({ initErrors = [] }) => initErrors.length > 0);
  const begun = (deployment.pending_operations ?? [])
    .filter(({ type }) => type === "creating" || type === "updating")
    .map(({ resource }) => resource);
  const ofAws = (resource: ResourceState): boolean => isInAws(resource) && resource.delete !== true;
  return new Map([...unfinished, ...begun].filter(ofAws).map(({ urn, inputs = {} }) => [urn, inputs]));
}
