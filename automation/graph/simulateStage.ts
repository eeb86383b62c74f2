import { allFunctions } from "../../model/catalog/functions";
import type { Catalog } from "../../model/catalog/schema/catalog";
import type { Release } from "../../model/release/release";
import { simulateScenario } from "../../model/simulation/simulateScenario";
import type { Scenario } from "../../model/simulation/scenario";
import type { Simulation } from "../../model/simulation/simulation";
import { parseStageName } from "../../model/stage/name";
import type { Stage } from "../../model/stage/stage";
import { readStageCatalog } from "../catalog/loadCatalog";
import { readStage } from "../session";
import type { Wiring } from "../wiring";
import { declaredResources } from "./declaredResources";

/**
 * Simulates a deployment of the project's catalog to a stage. Builds nothing, and makes no calls.
 * @throws DeployError CONFIG_UNREADABLE, CONFIG_INVALID, CATALOG_INVALID, CATALOG_UNREADABLE
 */
export async function simulateStage(
  { root, program }: Pick<Wiring, "root" | "program">,
  name: string | undefined,
  scenario: Scenario,
): Promise<{ readonly stage: Stage; readonly simulation: Simulation }> {
  const stage = await readStage(root, parseStageName(name ?? ""));
  const release = unbuiltRelease(await readStageCatalog(root));
  const resources = await declaredResources((await program())({ stage, release }), stage.name);
  return { stage, simulation: simulateScenario(resources, scenario) };
}

/** A release of all functions of a catalog: what is in their artifacts does not matter. */
export function unbuiltRelease(catalog: Catalog): Release {
  const artifact = { digest: "0".repeat(64), size: 1, kind: "handler" } as const;
  return {
    schema: 1,
    builtAt: 0,
    source: { commit: null, branch: null, dirty: false },
    catalog,
    artifacts: Object.fromEntries(allFunctions(catalog).map(({ id }) => [id, artifact])),
  };
}
