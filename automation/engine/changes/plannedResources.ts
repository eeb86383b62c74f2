import type { EngineEvent, StepEventStateMetadata } from "@pulumi/pulumi/automation";
import type { PlannedResource } from "../../../model/review/plannedResource";
import { isComponent, nameOfUrn } from "./change";

/**
 * The resources that a preview leaves, unchanged ones included. The engine masks secrets, and writes a fixed text for values
 * that are known only after the deployment.
 */
export function plannedResources(events: readonly EngineEvent[]): readonly PlannedResource[] {
  const byUrn = new Map<string, PlannedResource>();
  for (const { resourcePreEvent } of events) {
    const metadata = resourcePreEvent?.metadata;
    // Null for a deletion, although the SDK declares it absent.
    const planned = metadata?.new as StepEventStateMetadata | null | undefined;
    if (metadata === undefined || planned === undefined || planned === null || isComponent(metadata.type)) continue;
    const { urn, type } = metadata;
    byUrn.set(urn, { urn, type, name: nameOfUrn(urn), protect: planned.protect === true, inputs: planned.inputs });
  }
  return [...byUrn.values()];
}
