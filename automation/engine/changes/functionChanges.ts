import { LIVE_ALIAS } from "../../../model/arns";
import { knownFunctionId } from "../../../model/catalog/functions";
import { phaseOfUrn } from "../../../model/phases";
import type { FunctionProperty, FunctionUpdate } from "../../../model/release/functionUpdate";
import type { PlannedResource } from "../../../model/review/plannedResource";
import type { ResourceState } from "../state/exportedState";
import { masked } from "../state/secretValues";
import { isComponent, nameOfUrn, type Change } from "./change";

const FUNCTION = "aws:lambda/function:Function";
const ALIAS = "aws:lambda/alias:Alias";

/** Pulumi's names of what differs. */
const PROPERTIES: Readonly<Record<FunctionProperty, readonly string[]>> = {
  code: ["s3Key", "sourceCodeHash"],
  memory: ["memorySize"],
};

/**
 * The changes that the engine would preview for updates of functions, and nothing else: each publishes a version, and its alias
 * follows.
 * @param resources of a state that a successful deployment left
 * @returns null where the state has not exactly one function and one alias for each
 */
export function functionChanges(
  resources: readonly ResourceState[],
  updates: readonly FunctionUpdate[],
): readonly Change[] | null {
  const properties = new Map(updates.flatMap(propertiesByResource));
  const changes = resources.flatMap(({ urn, type }): readonly Change[] => {
    const name = nameOfUrn(urn);
    const changed = properties.get(`${type} ${name}`);
    return changed === undefined
      ? []
      : [{ kind: "update", urn, type, name, phase: phaseOfUrn(urn), properties: changed, losses: [] }];
  });
  const found = new Set(changes.map(({ type, name }) => `${type} ${name}`));
  return changes.length === properties.size && found.size === properties.size ? changes : null;
}

/** By type and logical name, which `LambdaService` gives. */
function propertiesByResource({ id, changed }: FunctionUpdate): readonly [string, readonly string[]][] {
  const { service, name } = knownFunctionId(id);
  const resource = `${service}-${name}`;
  return [
    [`${FUNCTION} ${resource}`, changed.flatMap((property) => PROPERTIES[property])],
    [`${ALIAS} ${resource}-${LIVE_ALIAS}`, ["functionVersion"]],
  ];
}

/** The resources of a state, as a preview shows them that changes none. */
export function resourcesInState(resources: readonly ResourceState[]): readonly PlannedResource[] {
  return resources.flatMap(({ urn, type, protect = false, inputs = {} }) =>
    isComponent(type)
      ? []
      : [{ urn, type, name: nameOfUrn(urn), protect, inputs: masked(inputs) as PlannedResource["inputs"] }],
  );
}
