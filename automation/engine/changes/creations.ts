import { phaseOfUrn } from "../../../model/phases";
import type { RegisteredResource } from "../program/registration";
import { isComponent, nameOfUrn, type Change } from "./change";

/** The changes that the engine would preview for these resources in an empty state: each is created. */
export function creations(resources: readonly RegisteredResource[]): readonly Change[] {
  return resources
    .filter(({ type }) => !isComponent(type))
    .map(({ urn, type }) => ({
      kind: "create",
      urn,
      type,
      name: nameOfUrn(urn),
      phase: phaseOfUrn(urn),
      properties: [],
      losses: [],
    }));
}
