import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseStage } from "../model/stage/parse";
import type { Stage } from "../model/stage/stage";
import { emulatorStatus } from "../rehearsal/ministack/runningEmulator";
import { measure, type Measurement } from "./measure";
import { makeProject, ROOT } from "./project";

/** A run, and how many requests it made of the emulated AWS. */
export interface Counted extends Measurement {
  readonly calls: number;
}

/** A copy of the project whose stage `dev` is deployed to a local AWS of its own. */
export interface RehearsedProject {
  readonly folder: string;
  readonly endpoint: string;
  readonly dev: Stage;
  /** Runs `bin/deploy`. */
  readonly deploy: (...args: readonly string[]) => Promise<Counted>;
  /** Runs something else, and counts its requests too. */
  readonly counted: (run: () => Promise<Measurement>) => Promise<Counted>;
}

/** What aims programs at the project in a folder. */
export function environmentOf(folder: string): NodeJS.ProcessEnv {
  return { ...process.env, LISTBACKUP_ROOT: folder, LISTBACKUP_BACKEND: join(ROOT, "rehearsal", "backend") };
}

/** Builds the handlers, starts the emulator and deploys `dev`, so that none of it is in a figure; removes all of it at the end. */
export async function withRehearsedProject(use: (project: RehearsedProject) => Promise<void>): Promise<void> {
  const folder = makeProject();
  const environment = environmentOf(folder);
  const deploy = (...args: readonly string[]): Promise<Measurement> =>
    measure(join(ROOT, "bin", "deploy"), args, environment);
  try {
    await deploy("rehearse", "--stages", "dev", "--json");
    await deploy("build", "--json");
    const emulator = await emulatorStatus(join(folder, ".rehearsal"));
    if (emulator === null) throw new Error("the rehearsal's emulator is gone");
    const { endpoint } = emulator;
    const counted = (run: () => Promise<Measurement>): Promise<Counted> => countRequests(endpoint, run);
    const file = "Pulumi.dev.yaml";
    await use({
      folder,
      endpoint,
      dev: parseStage("dev", file, readFileSync(join(folder, file), "utf8")),
      deploy: (...args) => counted(() => deploy(...args)),
      counted,
    });
  } finally {
    await deploy("rehearse", "--stop");
    rmSync(folder, { recursive: true, force: true });
  }
}

async function countRequests(endpoint: string, run: () => Promise<Measurement>): Promise<Counted> {
  const total = async (): Promise<number> => Number(await (await fetch(`${endpoint}/_listbackup/requests`)).text());
  const before = await total();
  const measurement = await run();
  return { ...measurement, calls: (await total()) - before };
}

/** Another memory size for one function of the project's catalog. MB */
export function changeFunction(folder: string, megabytes: number): void {
  const file = join(folder, "catalog", "services", "tags.yaml");
  const text = readFileSync(file, "utf8");
  const memory = `    memory: ${String(megabytes)}\n`;
  writeFileSync(file, text.replace(/( {4}handler: tags\/list\n)( {4}memory: \d+\n)?/, `$1${memory}`));
}
