import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { writeGeneratedCatalog } from "./growth/generatedCatalog";
import { measure, median, type Measurement } from "./measure";
import { makeProject, ROOT } from "./project";

/*
 * `make bench-growth`: generated catalogs of several sizes, each with an emulator of its own, command by command in turn. Prints time and
 * memory per function, and their ratio to the smallest catalog.
 */

const ROUNDS = Number(process.env["ROUNDS"] ?? "3");
/** Functions; all of these are deployed. The first is what the others are compared with. */
const SIZES = sizesOf(process.env["SIZES"] ?? "150,500");
/** Functions; these are only previewed, as a first deployment. */
const PREVIEWED_SIZES = sizesOf(process.env["PREVIEWED_SIZES"] ?? "1000,3000");

const UP = ["up", "dev", "--rehearsal", "--yes", "--json"] as const;
const PREVIEW = ["preview", "dev", "--rehearsal", "--json"] as const;

const ROWS = {
  planned: "preview of a first deployment",
  first: "first deployment",
  preview: "preview --full, nothing changed",
  same: "up, nothing changed",
  changed: "up, one function changed",
} as const;

type Key = keyof typeof ROWS;

interface Project {
  readonly functions: number;
  readonly folder: string;
  readonly deploy: (...args: readonly string[]) => Promise<Measurement>;
  readonly runs: Record<Key, Measurement[]>;
}

async function main(): Promise<void> {
  const projects = [...SIZES, ...PREVIEWED_SIZES].map(newProject);
  try {
    for (const { deploy } of projects) {
      await deploy("rehearse", "--start", "--json");
      await deploy("bootstrap", "dev", "--rehearsal", "--yes", "--json");
    }
    await inTurn(projects, "planned", ({ deploy }) => deploy(...PREVIEW));
    const deployed = projects.filter(({ functions }) => SIZES.includes(functions));
    await inTurn(deployed, "first", ({ deploy }) => deploy(...UP));
    for (let round = 1; round <= ROUNDS; round += 1) {
      await inTurn(deployed, "preview", ({ deploy }) => deploy(...PREVIEW, "--full"));
      await inTurn(deployed, "same", ({ deploy }) => deploy(...UP));
      for (const { folder } of deployed) changeFunction(folder, 256 + 64 * round);
      await inTurn(deployed, "changed", ({ deploy }) => deploy(...UP));
    }
    print(projects);
  } finally {
    for (const { deploy, folder } of projects) {
      await deploy("rehearse", "--stop");
      rmSync(folder, { recursive: true, force: true });
    }
  }
}

function sizesOf(text: string): readonly number[] {
  return text.split(",").filter(Boolean).map(Number);
}

function newProject(functions: number): Project {
  const folder = makeProject();
  const backend = join(folder, "backend");
  mkdirSync(backend);
  writeFileSync(join(backend, "go.mod"), "module generated\n\ngo 1.24\n");
  writeGeneratedCatalog(folder, functions);
  const environment = { ...process.env, LISTBACKUP_ROOT: folder, LISTBACKUP_BACKEND: backend };
  return {
    functions,
    folder,
    deploy: (...args) => measure(join(ROOT, "bin", "deploy"), args, environment),
    runs: { planned: [], first: [], preview: [], same: [], changed: [] },
  };
}

async function inTurn(
  projects: readonly Project[],
  key: Key,
  run: (project: Project) => Promise<Measurement>,
): Promise<void> {
  for (const project of projects) {
    const measurement = await run(project);
    project.runs[key].push(measurement);
    const { seconds, megabytes } = measurement;
    console.error(`${String(project.functions)} functions, ${key}: ${seconds.toFixed(2)} s, ${megabytes.toFixed()} MB`);
  }
}

/** Another memory size for one function. MB */
function changeFunction(folder: string, megabytes: number): void {
  const file = join(folder, "catalog", "services", "g000.yaml");
  const memory = `    memory: ${String(megabytes)}\n`;
  const text = readFileSync(file, "utf8");
  writeFileSync(file, text.replace(/( {4}handler: g000\/f0\n)( {4}memory: \d+\n)?/, `$1${memory}`));
}

function print(projects: readonly Project[]): void {
  console.log(`Medians of ${String(ROUNDS)} rounds; the first two rows once.\n`);
  console.log("| what | functions | time | per function | ratio | memory of the tree | per function | ratio |");
  console.log("| --- | --- | --- | --- | --- | --- | --- | --- |");
  for (const key of Object.keys(ROWS) as Key[]) {
    const [smallest] = projects.map((project) => figuresOf(project, key));
    for (const project of projects) printRow(key, project, smallest);
  }
}

/** Per function. */
interface Figures {
  readonly milliseconds: number;
  readonly megabytes: number;
}

function figuresOf({ functions, runs }: Project, key: Key): Figures {
  return {
    milliseconds: (median(runs[key].map(({ seconds }) => seconds)) * 1000) / functions,
    megabytes: Math.max(...runs[key].map(({ megabytes }) => megabytes)) / functions,
  };
}

function printRow(key: Key, project: Project, smallest: Figures | undefined): void {
  if (project.runs[key].length === 0 || smallest === undefined) return;
  const { functions } = project;
  const { milliseconds, megabytes } = figuresOf(project, key);
  const cells = [
    ROWS[key],
    String(functions),
    `${((milliseconds * functions) / 1000).toFixed(2)} s`,
    `${milliseconds.toFixed(1)} ms`,
    (milliseconds / smallest.milliseconds).toFixed(2),
    `${(megabytes * functions).toFixed()} MB`,
    `${megabytes.toFixed(2)} MB`,
    (megabytes / smallest.megabytes).toFixed(2),
  ];
  console.log(`| ${cells.join(" | ")} |`);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
