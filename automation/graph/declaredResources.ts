import { phaseOfUrn } from "../../model/phases";
import type { DeclaredResource } from "../../model/simulation/scenario";
import { isComponent, nameOfUrn } from "../engine/changes/change";
import { declareProgram } from "../engine/program/declaredProgram";
import { stageStack } from "../engine/state/project";
import type { Program } from "../wiring";

/** The resources that a stage's program declares, in its order. Runs the program without engine, provider and AWS. */
export async function declaredResources(program: Program, stage: string): Promise<readonly DeclaredResource[]> {
  const { resources } = await declareProgram(program, stageStack(stage));
  return resources.flatMap(({ urn, type, dependencies = [], inputs }) =>
    isComponent(type)
      ? []
      : [{ name: nameOfUrn(urn), type, phase: phaseOfUrn(urn), dependencies: dependencies.map(nameOfUrn), inputs }],
  );
}
