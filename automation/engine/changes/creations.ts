import { phaseOfUrn } from "../../../model/phases";
import type { PlannedResource } from "../../../model/review/plannedResource";
import type { RegisteredResource } from "../program/registration";
import { masked } from "../state/secretValues";
import { isComponent, nameOfUrn, type Change } from "./change";

/** The changes that the engine would preview for these resources in an empty state: each is created. */
export function creations(resources: readonly RegisteredResource[]): readonly Change[] {
  return inAws(resources).map(({ urn, type }) => ({
    kind: "create",
    urn,
    type,
    name: nameOfUrn(urn),
    phase: phaseOfUrn(urn),
    properties: [],
    losses: [],
  }));
}

/** These resources as a preview of an empty state shows them. */
export function createdResources(resources: readonly RegisteredResource[]): readonly PlannedResource[] {
  return inAws(resources).map(({ urn, type, protect = false, inputs }) => ({
    urn,
    type,
    name: nameOfUrn(urn),
    protect,
    inputs: masked(inputs) as PlannedResource["inputs"],
  }));
}

function inAws(resources: readonly RegisteredResource[]): readonly RegisteredResource[] {
  return resources.filter(({ type }) => !isComponent(type));
}
