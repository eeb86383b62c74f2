import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { buildSync } from "esbuild";
import { ensurePulumi } from "../automation/engine/toolchain/pulumi";
import { emulatorStatus } from "../rehearsal/ministack/emulator";
import { startProvider } from "../rehearsal/provider/process";
import { measure, median, type Measurement } from "./measure";

/*
 * `make bench`: what a deployment costs beside the least that the engine can be had for. One run, the two in turn, so
 * that a slow moment of the machine strikes both. Prints ratios of medians; seconds are of this machine and this moment.
 */

const ROOT = join(__dirname, "..");
const ROUNDS = Number(process.env["ROUNDS"] ?? "3");
const ACCOUNT = "100000000001";

interface Row {
  readonly what: string;
  readonly ours: readonly Measurement[];
  readonly floor: readonly Measurement[];
}

async function main(): Promise<void> {
  const project = makeProject();
  const environment = {
    ...process.env,
    LISTBACKUP_ROOT: project,
    LISTBACKUP_BACKEND: join(ROOT, "rehearsal", "backend"),
  };
  const deploy = (...args: readonly string[]): Promise<Measurement> =>
    measure(join(ROOT, "bin", "deploy"), args, environment);
  try {
    await deploy("rehearse", "--json");
    const emulator = await emulatorStatus(join(project, ".rehearsal"));
    if (emulator === null) throw new Error("the rehearsal's emulator is gone");
    const [stage] = (JSON.parse((await deploy("status", "dev", "--json", "--rehearsal")).stdout) as Status).stages;
    const provider = await startProvider({ endpoint: emulator.endpoint, account: "300000000001", region: "us-west-2" });
    try {
      const floor = await floorOf(project, stage?.entries ?? 0, provider.port);
      await floor("up");
      print(stage, await compare(deploy, floor));
    } finally {
      await provider.stop();
    }
  } finally {
    await deploy("rehearse", "--stop");
    rmSync(project, { recursive: true, force: true });
  }
}

interface Status {
  readonly stages: readonly { readonly resources: number; readonly entries: number }[];
}

type Deploy = (...args: readonly string[]) => Promise<Measurement>;

async function compare(
  deploy: Deploy,
  floor: (verb: "up" | "preview") => Promise<Measurement>,
): Promise<readonly Row[]> {
  const rounds: {
    noop: Measurement;
    preview: Measurement;
    help: Measurement;
    build: Measurement;
    floorPreview: Measurement;
    node: Measurement;
  }[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    rounds.push({
      noop: await deploy("up", "dev", "--rehearsal", "--yes", "--json"),
      floorPreview: await floor("preview"),
      preview: await deploy("preview", "dev", "--rehearsal", "--json"),
      help: await deploy("--help"),
      build: await deploy("build", "--json"),
      node: await measure(process.execPath, ["-e", "0"], process.env),
    });
  }
  const of = (key: keyof (typeof rounds)[number]): readonly Measurement[] => rounds.map((round) => round[key]);
  return [
    { what: "no-op up (floor: preview)", ours: of("noop"), floor: of("floorPreview") },
    { what: "preview", ours: of("preview"), floor: of("floorPreview") },
    { what: "--help (floor: node -e 0)", ours: of("help"), floor: of("node") },
    { what: "build, nothing changed (floor: node -e 0)", ours: of("build"), floor: of("node") },
  ];
}

/** The bare program, compiled as ours is, with as many resources. */
function floorOf(
  project: string,
  resources: number,
  port: number,
): Promise<(verb: "up" | "preview") => Promise<Measurement>> {
  const compiled = join(ROOT, "node_modules", ".cache", "bench", "floor.cjs");
  buildSync({
    entryPoints: [join(__dirname, "floor.ts")],
    outfile: compiled,
    platform: "node",
    target: "node20",
    format: "cjs",
  });
  const state = join(project, "floor-state");
  mkdirSync(state);
  return ensurePulumi({ root: ROOT }).then(
    ({ path }) =>
      (verb) =>
        measure(process.execPath, [compiled, verb, String(resources), String(port), state, path], process.env),
  );
}

function makeProject(): string {
  const project = mkdtempSync(join(tmpdir(), "listbackup-bench-"));
  for (const file of ["catalog", "Pulumi.yaml", "Pulumi.dev.yaml"])
    cpSync(join(ROOT, file), join(project, file), { recursive: true });
  for (const shared of [".tools", "tools", "rehearsal/ministack", "automation/build/placeholder"]) {
    mkdirSync(dirname(join(project, shared)), { recursive: true });
    symlinkSync(join(ROOT, shared), join(project, shared));
  }
  return project;
}

function print(
  stage: { readonly resources: number; readonly entries: number } | undefined,
  rows: readonly Row[],
): void {
  const seconds = (runs: readonly Measurement[]): number => median(runs.map((run) => run.seconds));
  const memory = (runs: readonly Measurement[]): number => Math.round(Math.max(...runs.map((run) => run.megabytes)));
  console.log(
    `Stage dev of account ${ACCOUNT}: ${String(stage?.resources)} resources, ${String(stage?.entries)} entries in the state; ${String(ROUNDS)} rounds\n`,
  );
  console.log("| what | ours, s | floor, s | ours / floor | ours, peak MB of the process tree |");
  console.log("| --- | --- | --- | --- | --- |");
  for (const { what, ours, floor } of rows) {
    const ratio = seconds(ours) / seconds(floor);
    console.log(
      `| ${what} | ${seconds(ours).toFixed(2)} | ${seconds(floor).toFixed(2)} | ${ratio.toFixed(2)} | ${String(memory(ours))} |`,
    );
  }
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
