import { inputsAt, listAt, textAt, type Inputs } from "../../model/review/plannedResource";
import { isComponent } from "../engine/changes/change";
import type { ExportedState, ResourceState } from "../engine/state/exportedState";

/** A deployed resource, as the state has it. */
export interface DeployedResource {
  readonly type: string;
  /** The provider's id. */
  readonly id: string;
  readonly inputs: Inputs;
}

/** A deployed function with the settings that its cost depends on. */
export interface DeployedFunction {
  /** Physical name. */
  readonly name: string;
  /** MB */
  readonly memory: number;
  /** Seconds */
  readonly timeout: number;
  readonly architecture: string;
}

/** A table, or an index of one, whose capacity is measured by itself. */
export interface CapacityUnit {
  /** Physical name; an index as `table/index`. */
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
}

/** Lambda's defaults. */
const DEFAULTS = { memory: 128, timeout: 3, architecture: "x86_64" } as const;

/** The resources of AWS in a state. */
export function deployedResources({ deployment }: ExportedState): readonly DeployedResource[] {
  return (deployment.resources ?? [])
    .filter((resource) => isDeployed(resource))
    .map(({ type, id = "", inputs = {} }) => ({ type, id, inputs }));
}

function isDeployed({ type, delete: isReplaced, pendingReplacement }: ResourceState): boolean {
  return !isComponent(type) && isReplaced !== true && pendingReplacement !== true;
}

export function idsOf(resources: readonly DeployedResource[], type: string): readonly string[] {
  return resources.filter((resource) => resource.type === type).map(({ id }) => id);
}

export function functionsIn(resources: readonly DeployedResource[]): readonly DeployedFunction[] {
  return resources
    .filter(({ type }) => type === "aws:lambda/function:Function")
    .map(({ id, inputs }) => ({
      name: textAt(inputs, "name") || id,
      memory: Number(inputs["memorySize"] ?? DEFAULTS.memory),
      timeout: Number(inputs["timeout"] ?? DEFAULTS.timeout),
      architecture: (listAt(inputs, "architectures") as readonly string[])[0] ?? DEFAULTS.architecture,
    }));
}

export function capacityUnitsIn(resources: readonly DeployedResource[]): readonly CapacityUnit[] {
  return resources
    .filter(({ type }) => type === "aws:dynamodb/table:Table")
    .flatMap(({ id, inputs }) => {
      const indexes = (listAt(inputs, "globalSecondaryIndexes") as readonly Inputs[]).map((index) =>
        textAt(index, "name"),
      );
      return [
        { name: id, dimensions: { TableName: id } },
        ...indexes.map((index) => ({
          name: `${id}/${index}`,
          dimensions: { TableName: id, GlobalSecondaryIndexName: index },
        })),
      ];
    });
}

/** Name of the log group that a function writes to. */
export function logGroupsIn(resources: readonly DeployedResource[]): readonly string[] {
  const groups = resources
    .filter(({ type }) => type === "aws:lambda/function:Function")
    .map(({ inputs }) => textAt(inputsAt(inputs, "loggingConfig"), "logGroup"));
  return [...new Set(groups)].filter((name) => name !== "");
}
