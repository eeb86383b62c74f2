import { nameOfUrn } from "../changes/change";
import { hasUnreadInputs, withUnreadInputs } from "../recovery/unreadInputs";
import type { ExportedState, ResourceState } from "./exportedState";
import { withoutReferences } from "./references";

/** An edited state, and the URNs of the resources that differ. */
export interface StateEdit {
  readonly state: ExportedState;
  readonly urns: readonly string[];
}

/** Removes the protection of the resources with these logical names; null where none is protected. */
export function withoutProtection(state: ExportedState, names: readonly string[]): StateEdit | null {
  return editResources(
    state,
    ({ urn, protect }) => protect === true && names.includes(nameOfUrn(urn)),
    (resource) => ({ ...resource, protect: false }),
  );
}

/** Retains the resources with these logical names in AWS when the stack deletes them; null where there are none. */
export function withRetention(state: ExportedState, names: readonly string[]): StateEdit | null {
  return editResources(
    state,
    ({ urn, custom, retainOnDelete }) => custom === true && retainOnDelete !== true && names.includes(nameOfUrn(urn)),
    (resource) => ({ ...resource, retainOnDelete: true }),
  );
}

/** Has the next run write the unread inputs of the resources with these logical names again; null where there are none. */
export function withRewrittenInputs(state: ExportedState, names: readonly string[]): StateEdit | null {
  return editResources(
    state,
    (resource) => names.includes(nameOfUrn(resource.urn)) && hasUnreadInputs(resource),
    (resource) => withUnreadInputs(resource),
  );
}

/**
 * Removes the resources with these logical names from the state, and what is below them: they stay in AWS. Null where there are
 * none.
 */
export function withoutResources(state: ExportedState, names: readonly string[]): StateEdit | null {
  const resources = state.deployment.resources ?? [];
  const removed = new Set(resources.flatMap(({ urn }) => (names.includes(nameOfUrn(urn)) ? [urn] : [])));
  if (removed.size === 0) return null;
  // Parents precede their children.
  for (const { urn, parent } of resources) if (parent !== undefined && removed.has(parent)) removed.add(urn);
  const remaining = resources
    .filter(({ urn }) => !removed.has(urn))
    .map((resource) => withoutReferences(resource, (urn) => removed.has(urn)));
  return { state: { ...state, deployment: { ...state.deployment, resources: remaining } }, urns: [...removed] };
}

function editResources(
  state: ExportedState,
  isEdited: (resource: ResourceState) => boolean,
  edit: (resource: ResourceState) => ResourceState,
): StateEdit | null {
  const resources = state.deployment.resources ?? [];
  const urns = [...new Set(resources.filter(isEdited).map(({ urn }) => urn))];
  if (urns.length === 0) return null;
  const edited = resources.map((resource) => (isEdited(resource) ? edit(resource) : resource));
  return { state: { ...state, deployment: { ...state.deployment, resources: edited } }, urns };
}
