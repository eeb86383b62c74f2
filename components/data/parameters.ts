import * as ssm from "@pulumi/aws/ssm";
import type { Input, Resource } from "@pulumi/pulumi";
import type { Catalog } from "../../model/catalog/schema/catalog";
import { nameOnStage } from "../../model/parameterName";
import type { AnyStage } from "../../model/stage/stage";

/**
 * The catalog's generated parameters whose source is among `sources`.
 * @param sources value by reference: `identity:client-id`
 */
export function generatedParameters(
  stage: AnyStage,
  catalog: Catalog,
  sources: Readonly<Record<string, Input<string>>>,
  parent: Resource,
): readonly ssm.Parameter[] {
  return Object.entries(catalog.parameters).flatMap(([name, { kind, from, type, purpose }]) => {
    const value = kind === "generated" && typeof from === "string" ? sources[from] : undefined;
    if (value === undefined) return [];
    return [
      new ssm.Parameter(
        `parameter-${name.split("/").at(-1) ?? name}`,
        { name: nameOnStage(name, stage), type, value, description: purpose },
        { parent },
      ),
    ];
  });
}
