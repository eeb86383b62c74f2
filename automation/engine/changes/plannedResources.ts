import type { EngineEvent, StepEventStateMetadata } from "@pulumi/pulumi/automation";
import type { PlannedResource } from "../../../model/review/plannedResource";
import { isComponent, nameOfUrn } from "./change";

/**
 * The resources that a preview leaves, unchanged ones included. The engine masks secrets, and writes a fixed text for values
 * that are known only after the deployment.
 */
export function plannedResources(events: readonly EngineEvent[]): readonly PlannedResource[] {
  return resourcesOf(events, "new");
}

/** The resources before a preview's changes. */
export function previousResources(events: readonly EngineEvent[]): readonly PlannedResource[] {
  return resourcesOf(events, "old");
}

function resourcesOf(events: readonly EngineEvent[], side: "old" | "new"): readonly PlannedResource[] {
  const byUrn = new Map<string, PlannedResource>();
  for (const { resourcePreEvent } of events) {
    const metadata = resourcePreEvent?.metadata;
    // Null for a creation or deletion, although the SDK declares it absent.
    const state = metadata?.[side] as StepEventStateMetadata | null | undefined;
    if (metadata === undefined || state === undefined || state === null || isComponent(metadata.type)) continue;
    const { urn, type } = metadata;
    byUrn.set(urn, { urn, type, name: nameOfUrn(urn), protect: state.protect === true, inputs: state.inputs });
  }
  return [...byUrn.values()];
}
