import { ENGINE_PARALLEL, RETRY_MODE, type RetryMode } from "../limits/requestSettings";
import { gateLanes, plannedOperations, type DeclaredResource, type Scenario } from "./scenario";
import { simulate, type Simulation } from "./simulation";

/** A scenario with the settings of a deployment, or others. */
export function simulateScenario(
  resources: readonly DeclaredResource[],
  scenario: Scenario,
  {
    parallel = ENGINE_PARALLEL,
    retries = RETRY_MODE,
  }: { readonly parallel?: number; readonly retries?: RetryMode } = {},
): Simulation {
  const gates = scenario === "destroy" ? {} : { gates: gateLanes(resources) };
  return simulate(plannedOperations(resources, scenario), { parallel, retries, ...gates });
}
