import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { buildSync } from "esbuild";
import { ensurePulumi } from "../automation/engine/toolchain/pulumi";
import { startProvider } from "../rehearsal/provider/process";
import { measure, median, type Measurement } from "./measure";
import { ROOT } from "./project";
import type { Rendering } from "./render";
import {
  changeFunction,
  environmentOf,
  withRehearsedProject,
  type Counted,
  type RehearsedProject,
} from "./rehearsedProject";

/*
 * `make bench`: what a deployment costs beside the least that the engine can be had for. One run, the two in turn, so
 * that a slow moment of the machine strikes both. Prints ratios of medians; seconds are of this machine and this moment.
 */

const ROUNDS = Number(process.env["ROUNDS"] ?? "3");

/** A figure of ours and of the floor, run by run. */
interface Row {
  readonly what: string;
  readonly floorIs: string;
  readonly limit: string;
  readonly ours: readonly Counted[];
  readonly floor: readonly Counted[];
}

/** @param timeout of one queue, so that two runs with different ones change one resource */
type Run = (verb: "up" | "preview", timeout?: number) => Promise<Measurement>;

type Deploy = RehearsedProject["deploy"];
type Floor = (...args: Parameters<Run>) => Promise<Counted>;

async function main(): Promise<void> {
  await withRehearsedProject(async ({ folder, endpoint, deploy, counted }) => {
    const stage = await statusOf(deploy);
    const provider = await startProvider({ endpoint, account: "300000000001", region: "us-west-2" });
    try {
      const bare = await floorOf(folder, stage.entries, provider.port);
      const floor: Floor = (...args) => counted(() => bare(...args));
      const render: Render = (what) => renderingOf(folder, what);
      const first = await compareFirst(deploy, floor, render);
      print(stage, [...first.rows, ...(await compare(folder, deploy, floor))], first.bytes);
    } finally {
      await provider.stop();
    }
  });
}

interface Stage {
  readonly resources: number;
  readonly entries: number;
}

async function statusOf(deploy: Deploy): Promise<Stage> {
  const { stdout } = await deploy("status", "dev", "--json", "--rehearsal");
  const [stage] = (JSON.parse(stdout) as { readonly stages: readonly Stage[] }).stages;
  if (stage === undefined) throw new Error("the stage is not there");
  return stage;
}

/** Once: it takes the stage down and up again. The comment and the report are of all its resources. */
async function compareFirst(
  deploy: Deploy,
  floor: Floor,
  render: Render,
): Promise<{ readonly rows: readonly Row[]; readonly bytes: Bytes }> {
  await deploy("destroy", "dev", "--rehearsal", "--confirm", "dev", "--json");
  const comment = await compareRendering("comment", render);
  const ours = await deploy(...UP);
  const first = { what: "first up", floorIs: "up", limit: "", ours: [ours], floor: [await floor("up")] };
  const report = await compareRendering("report", render);
  return { rows: [first, comment.row, report.row], bytes: { comment: comment.bytes, report: report.bytes } };
}

type Rendered = "comment" | "report";
type Bytes = Readonly<Record<Rendered, number>>;
type Render = (what: Rendered) => Promise<Counted & { readonly bytes: number }>;

async function compareRendering(
  what: Rendered,
  render: Render,
): Promise<{ readonly row: Row; readonly bytes: number }> {
  // Compiles the sources.
  const { bytes } = await render(what);
  const row = { ...TITLES[what], ours: [] as Counted[], floor: [] as Counted[] };
  for (let round = 1; round <= ROUNDS; round += 1) {
    row.ours.push(await render(what));
    row.floor.push(await nothing());
  }
  return { row, bytes };
}

/** Node.js itself. */
async function nothing(): Promise<Counted> {
  return { ...(await measure(process.execPath, ["-e", "0"], process.env)), calls: 0 };
}

/** A rendering in a process of its own, by its clock. */
async function renderingOf(project: string, what: Rendered): ReturnType<Render> {
  const program = ["-r", join(ROOT, "tools", "register.cjs"), join(__dirname, "render.ts"), what];
  const { stdout } = await measure(process.execPath, program, environmentOf(project));
  const { seconds, bytes } = JSON.parse(stdout) as Rendering;
  return { seconds, bytes, megabytes: 0, own: 0, calls: 0, stdout };
}

const UP = ["up", "dev", "--rehearsal", "--yes", "--json"] as const;

async function compare(project: string, deploy: Deploy, floor: Floor): Promise<readonly Row[]> {
  const rows = (
    ["preview", "no-op", "same", "changed", "service", "rollback", "help", "build", "doctor", "preflight"] as const
  ).map((key) => ({
    key,
    ours: [] as Counted[],
    floor: [] as Counted[],
  }));
  const add = (key: (typeof rows)[number]["key"], ours: Counted, least: Counted): void => {
    const row = rows.find((each) => each.key === key);
    row?.ours.push(ours);
    row?.floor.push(least);
  };
  for (let round = 1; round <= ROUNDS; round += 1) {
    const preview = await floor("preview");
    add("preview", await deploy("preview", "dev", "--rehearsal", "--json", "--full"), preview);
    add("no-op", await deploy(...UP, "--full"), preview);
    const unchanged = await deploy(...UP);
    add("same", unchanged, preview);
    changeFunction(project, megabytesOf(round));
    const changed = together(await floor("preview", round), await floor("up", round));
    add("changed", await deploy(...UP), changed);
    changeFunction(project, megabytesOf(round + ROUNDS));
    add("service", await deploy(...UP, "--service", "tags"), changed);
    add("rollback", await deploy("rollback", "dev", "--rehearsal", "--yes", "--json"), changed);
    // What it has gone back to: else the next round's up would have something to do.
    changeFunction(project, megabytesOf(round));
    const node = await nothing();
    add("help", await deploy("--help"), node);
    add("build", await deploy("build", "--json"), node);
    add("doctor", await deploy("doctor", "dev", "--rehearsal", "--json"), node);
    add("preflight", preflightOf(unchanged), node);
  }
  return rows.map(({ key, ours, floor: least }) => ({ ...TITLES[key], ours, floor: least }));
}

/** Another memory size in each round. MB */
const megabytesOf = (round: number): number => 128 + 64 * round;

const TITLES = {
  comment: { what: "comment of a preview that creates everything, rendered", floorIs: "node -e 0", limit: "20" },
  report: { what: "report of the first up, rendered", floorIs: "node -e 0", limit: "20" },
  preview: { what: "preview", floorIs: "preview", limit: "1.4" },
  "no-op": { what: "up --full, nothing to do", floorIs: "preview", limit: "1.4" },
  same: { what: "up, nothing changed since the live release", floorIs: "preview", limit: "0.5" },
  changed: { what: "up, one function changed", floorIs: "preview, up", limit: "1.3" },
  service: { what: "up --service, one function changed", floorIs: "preview, up", limit: "1.3" },
  rollback: { what: "rollback, one function changed", floorIs: "preview, up", limit: "1.3" },
  help: { what: "--help", floorIs: "node -e 0", limit: "6" },
  build: { what: "build, nothing changed", floorIs: "node -e 0", limit: "" },
  doctor: { what: "doctor of a stage, the whole command", floorIs: "node -e 0", limit: "20" },
  preflight: { what: "preflight of an up, the step alone", floorIs: "node -e 0", limit: "20" },
} as const;

/** The step of an `up`, by its own clock. */
function preflightOf(up: Counted): Counted {
  const { steps } = JSON.parse(up.stdout) as {
    readonly steps: readonly { readonly step: string; readonly milliseconds: number }[];
  };
  const step = steps.find(({ step: kind }) => kind === "preflight");
  if (step === undefined) throw new Error("the up has no preflight");
  return { ...up, seconds: step.milliseconds / 1000, megabytes: 0, own: 0, calls: 0 };
}

/** Two runs, one after the other, as one. */
function together(first: Counted, second: Counted): Counted {
  return {
    seconds: first.seconds + second.seconds,
    megabytes: Math.max(first.megabytes, second.megabytes),
    own: Math.max(first.own, second.own),
    calls: first.calls + second.calls,
    stdout: second.stdout,
  };
}

/** The bare program, compiled as ours is, with as many resources. */
function floorOf(project: string, resources: number, port: number): Promise<Run> {
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
  return ensurePulumi({ root: ROOT }).then(({ path }) => (verb, timeout = 30) => {
    const args = [verb, resources, port, state, path, timeout].map(String);
    return measure(process.execPath, [compiled, ...args], process.env);
  });
}

function print(stage: Stage, rows: readonly Row[], bytes: Bytes): void {
  const seconds = (runs: readonly Measurement[]): number => median(runs.map((run) => run.seconds));
  const most = (values: readonly number[]): string => String(Math.round(Math.max(...values)));
  const memory = (runs: readonly Measurement[]): string =>
    `${most(runs.map(({ own }) => own))} / ${most(runs.map(({ megabytes }) => megabytes))} MB`;
  console.log(
    `${String(stage.resources)} resources, ${String(stage.entries)} entries in the state; medians of ${String(ROUNDS)} rounds\n`,
  );
  console.log(
    "| what | ours | floor | ours / floor | at most | memory, ours: alone / with its children | memory, floor |",
  );
  console.log("| --- | --- | --- | --- | --- | --- | --- |");
  for (const { what, floorIs, limit, ours, floor } of rows) {
    const ratio = seconds(ours) / seconds(floor);
    const cells = [
      what,
      `${seconds(ours).toFixed(2)} s`,
      `${floorIs}: ${seconds(floor).toFixed(2)} s`,
      ratio.toFixed(2),
      limit,
      memory(ours),
      memory(floor),
      `${String(Math.max(...ours.map(({ calls }) => calls)))} / ${String(Math.max(...floor.map(({ calls }) => calls)))}`,
    ];
    console.log(`| ${cells.join(" | ")} |`);
  }
  const kilobytes = (size: number): string => `${String(Math.ceil(size / 1_000))} kB`;
  console.log(`\nThe report has ${kilobytes(bytes.report)} (at most 1,000), the comment ${kilobytes(bytes.comment)}.`);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
