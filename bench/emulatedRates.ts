import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { loadCatalog } from "../automation/catalog/loadCatalog";
import { declaredResources } from "../automation/graph/declaredResources";
import { unbuiltRelease } from "../automation/graph/simulateStage";
import { readStage } from "../automation/session";
import { tableLines } from "../automation/ui/table";
import { stageProgram } from "../components/program";
import { ENGINE_PARALLEL, RETRY_MODE } from "../model/limits/requestSettings";
import { PHASES, type PhaseId } from "../model/phases";
import type { DeploymentEvent } from "../model/release/event";
import { resourceSpans } from "../model/report/spans";
import { plannedOperations } from "../model/simulation/scenario";
import { simulate } from "../model/simulation/simulation";
import { STAGES } from "../model/stage/name";
import { measure } from "./measure";
import { ROOT } from "./project";

/*
 * `make bench-rates-emulated`: a first deployment of the small test project, simulated and emulated under the same model of AWS's
 * rates. Each phase from its first operation to the end of its last: the driver's gates are not emulated.
 */

/** Seconds of AWS in a second of this machine: the more, the more the engine's own time counts. */
const SCALE = Number(process.env["SCALE"] ?? "2");

interface Span {
  readonly phase: PhaseId | null;
  readonly from: number;
  readonly to: number;
}

/** Seconds by phase, from the first operation to the last. */
function secondsByPhase(spans: readonly Span[], scale: number): ReadonlyMap<PhaseId, number> {
  return new Map(
    PHASES.flatMap(({ id }) => {
      const own = spans.filter(({ phase }) => phase === id);
      if (own.length === 0) return [];
      const ms = Math.max(...own.map(({ to }) => to)) - Math.min(...own.map(({ from }) => from));
      return [[id, (ms * scale) / 1000] as const];
    }),
  );
}

async function simulated(project: string): Promise<ReadonlyMap<PhaseId, number>> {
  const stage = await readStage(project, "dev");
  const release = unbuiltRelease(await loadCatalog({ root: project, backend: null }));
  const resources = await declaredResources(stageProgram({ stage, release }), stage.name);
  const { operations } = simulate(plannedOperations(resources, "first"), {
    parallel: ENGINE_PARALLEL,
    retries: RETRY_MODE,
  });
  return secondsByPhase(operations, 1);
}

async function emulated(project: string): Promise<ReadonlyMap<PhaseId, number>> {
  const environment = {
    ...process.env,
    LISTBACKUP_ROOT: project,
    LISTBACKUP_BACKEND: join(project, "backend"),
    LISTBACKUP_AWS_RATES: String(SCALE),
  };
  const deploy = (...args: readonly string[]): ReturnType<typeof measure> =>
    measure(join(ROOT, "bin", "deploy"), args, environment);
  try {
    await deploy("rehearse", "--stages", "dev", "--json");
    const { stdout } = await deploy("events", "dev", "--rehearsal", "--json");
    const { events } = JSON.parse(stdout) as { readonly events: readonly DeploymentEvent[] };
    return secondsByPhase(resourceSpans(events), SCALE);
  } finally {
    await deploy("rehearse", "--stop");
  }
}

/** A copy of the small test project in a temporary folder, with the tools of this checkout. */
function makeSmallProject(): string {
  const project = mkdtempSync(join(tmpdir(), "listbackup-rates-"));
  cpSync(join(ROOT, "tests", "fixtures", "project"), project, { recursive: true });
  for (const file of ["Pulumi.yaml", ...STAGES.map((stage) => `Pulumi.${stage}.yaml`)])
    cpSync(join(ROOT, file), join(project, file));
  const programs = ["automation/build/placeholder", "automation/catalog/gofacts"];
  for (const shared of [".tools", "tools", "rehearsal/ministack", "rehearsal/languageHost", ...programs]) {
    mkdirSync(dirname(join(project, shared)), { recursive: true });
    symlinkSync(join(ROOT, shared), join(project, shared));
  }
  const sample = join(ROOT, "rehearsal", "backend");
  cpSync(sample, join(project, "backend"), { recursive: true, filter: (path) => path !== join(sample, "catalog") });
  return project;
}

async function main(): Promise<void> {
  const project = makeSmallProject();
  try {
    const [model, clock] = [await simulated(project), await emulated(project)];
    const sum = (all: ReadonlyMap<PhaseId, number>): number => [...all.values()].reduce((total, one) => total + one, 0);
    const row = (title: string, one: number, other: number): readonly string[] => [
      title,
      `${one.toFixed(1)} s`,
      `${other.toFixed(1)} s`,
      (other / one).toFixed(2),
    ];
    const rows = PHASES.flatMap(({ id, title }) => {
      const [one, other] = [model.get(id), clock.get(id)];
      return one === undefined || other === undefined ? [] : [row(title, one, other)];
    });
    console.log(`First deployment of the small project, ${String(SCALE)} seconds of AWS in one\n`);
    for (const line of tableLines(
      ["phase", "simulated", "emulated", "emulated / simulated"],
      [...rows, row("sum", sum(model), sum(clock))],
    ))
      console.log(line);
  } finally {
    rmSync(project, { recursive: true, force: true });
  }
}

void main();
