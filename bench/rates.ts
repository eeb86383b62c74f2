import { stageProgram } from "../components/program";
import { declaredResources } from "../automation/graph/declaredResources";
import { loadCatalog } from "../automation/catalog/loadCatalog";
import { unbuiltRelease } from "../automation/graph/simulateStage";
import { readStage } from "../automation/session";
import { duration } from "../automation/ui/duration";
import { tableLines } from "../automation/ui/table";
import { API_SERVICES, type ApiServiceId } from "../model/limits/apiRates";
import { ENGINE_PARALLEL, RETRY_MODE, type RetryMode } from "../model/limits/requestSettings";
import { graphOfSimulation } from "../model/report/deploymentGraph";
import { SCENARIOS, type DeclaredResource, type Scenario } from "../model/simulation/scenario";
import { simulateScenario } from "../model/simulation/simulateScenario";
import type { Simulation } from "../model/simulation/simulation";
import { ROOT } from "./project";

/*
 * Simulates deployments of this backend to production, under the model of AWS's rates: `make bench-rates`. Nothing is deployed.
 */

const PARALLEL = [4, 8, 16, 32, 48, 64, 128] as const;
const RETRIES: readonly RetryMode[] = ["standard", "adaptive"];

function throttled({ requests }: Simulation): number {
  return [...requests.values()].reduce((sum, one) => sum + one.throttled, 0);
}

function cell(simulation: Simulation): string {
  return `${String(Math.round(simulation.ms / 1000))} s (${String(throttled(simulation))})`;
}

function parallelismLines(resources: readonly DeclaredResource[]): readonly string[] {
  const rows = SCENARIOS.flatMap((scenario) =>
    RETRIES.map((retries) => [
      scenario,
      retries,
      ...PARALLEL.map((parallel) => cell(simulateScenario(resources, scenario, { parallel, retries }))),
    ]),
  );
  return tableLines(["scenario", "retries", ...PARALLEL.map(String)], rows);
}

function scenarioLines(resources: readonly DeclaredResource[], scenario: Scenario): readonly string[] {
  const simulation = simulateScenario(resources, scenario);
  const { bounds, ms } = graphOfSimulation(simulation);
  const requests = [...simulation.requests].sort(([, a], [, b]) => b.sent - a.sent).slice(0, 4);
  const named = (id: ApiServiceId): string => API_SERVICES[id].title;
  return [
    `${scenario}: ${duration(ms)}; requests: ${requests.map(([id, { sent }]) => `${named(id)} ${String(sent)}`).join(", ")}`,
    ...bounds.slice(0, 8).map((bound) => `  ${duration(bound.ms).padStart(12)}  ${bound.title}`),
  ];
}

async function main(): Promise<void> {
  const stage = await readStage(ROOT, "production");
  const release = unbuiltRelease(await loadCatalog({ root: ROOT, backend: null }));
  const resources = await declaredResources(stageProgram({ stage, release }), stage.name);
  console.log(`${String(resources.length)} resources of production; seconds by the model, and throttled requests\n`);
  for (const line of parallelismLines(resources)) console.log(line);
  console.log(
    `\nWith the settings of a deployment: ${String(ENGINE_PARALLEL)} operations at once, ${RETRY_MODE} retries\n`,
  );
  for (const scenario of SCENARIOS) for (const line of scenarioLines(resources, scenario)) console.log(line);
}

void main();
