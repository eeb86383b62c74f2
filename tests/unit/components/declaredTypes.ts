import { foundationProgram } from "../../../components/foundationProgram";
import { stageProgram } from "../../../components/program";
import { foundationOf } from "../../../model/account/foundation";
import type { Stage } from "../../../model/stage/stage";
import { releaseOf, stageOf, type smallCatalog } from "../../support/release";
import { mockEngine, settled, type Registered } from "./mocks";

/** A stage with every option of a stage's file. */
export function stageWithAllOptions(): Stage {
  const production = stageOf("production");
  const { alarms } = production;
  if (alarms.kind === "off") throw new Error("production has no alarms");
  const bounds = { min: 1, max: 2 };
  return {
    ...production,
    alarms: { ...alarms, emails: ["oncall@example.com"] },
    data: { ...production.data, capacity: { kind: "autoscaled", read: bounds, write: bounds, targetPercent: 70 } },
    recoveryStage: stageOf("disaster-recovery"),
  };
}

/** Types of the AWS resources that the program declares, each once. */
export async function declaredTypes(...args: Parameters<typeof declaredResources>): Promise<readonly string[]> {
  return customTypes(await declaredResources(...args));
}

export async function declaredResources(
  stage: Stage,
  catalog: ReturnType<typeof smallCatalog>,
): Promise<readonly Registered[]> {
  const registered = await mockEngine();
  await stageProgram({ stage, release: releaseOf(catalog) })();
  await settled();
  return registered;
}

/** Types of the AWS resources of an account's foundation, each once; what awsx creates for its trail included. */
export async function foundationTypes(): Promise<readonly string[]> {
  const registered = await mockEngine();
  const github: Stage["github"] = {
    kind: "on",
    repository: "acme/backend",
    branches: ["main"],
    environments: [],
    pullRequests: true,
  };
  const stages = [{ ...stageOf("production"), github }, stageOf("disaster-recovery")];
  await foundationProgram({ foundation: foundationOf("production", stages, String, ["data"]), adopt: new Map() })();
  await settled();
  return [...customTypes(registered), "aws:cloudtrail/trail:Trail"];
}

function customTypes(registered: readonly Registered[]): readonly string[] {
  const types = registered.filter(({ custom }) => custom).map(({ type }) => type);
  return [...new Set(types)].filter((type) => !type.startsWith("pulumi:"));
}
