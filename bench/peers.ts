import { median } from "./measure";
import { prepareCdk, type CdkPeer } from "./peers/cdkPeer";
import { changeFunction, withRehearsedProject, type Counted, type RehearsedProject } from "./rehearsedProject";

/*
 * `make bench-peers`: the same backend as an AWS CDK app, deployed to the same emulator, in turn and in the same run. Prints the table
 * of what is to be reached, row by row. Seconds are of this machine and this moment; the ratios are what to compare.
 */

const ROUNDS = Number(process.env["ROUNDS"] ?? "3");
/** Process tree of ours. MB */
const MAX_MEGABYTES = 600;

const UP = ["up", "dev", "--rehearsal", "--yes", "--json"] as const;
const CDK_DEPLOY = ["deploy", "--all", "--require-approval", "never", "--concurrency", "4"] as const;

/** `limit`: most that ours may take of the peer's time. */
const ROWS = {
  start: { what: "start-up", ours: "--help", cdk: "--version", limit: 0.2 },
  preview: { what: "preview, nothing changed", ours: "preview", cdk: "diff", limit: 0.1 },
  same: { what: "up, nothing changed", ours: "up", cdk: "deploy", limit: 0.1 },
  changed: { what: "up, one function changed; ours verifies", ours: "up", cdk: "deploy", limit: 0.5 },
  first: { what: "first deployment; ours previews and verifies", ours: "up", cdk: "deploy", limit: 1 },
  // 79 s and 8 s were the figures to improve to 0.3 and 0.15 of them, where the CDK's first deployment took 29.5 s and its start 2.5 s.
  destroy: { what: "destroy, beside a first deployment of the CDK", ours: "destroy", cdk: "deploy", limit: 0.8 },
  status: { what: "status of all stages, beside the start of the CDK", ours: "status", cdk: "--version", limit: 0.48 },
} as const;

type Key = keyof typeof ROWS;

/** Run by run. */
interface Pair {
  readonly ours: Counted[];
  readonly cdk: Counted[];
}

async function main(): Promise<void> {
  await withRehearsedProject(async (project) => {
    const cdk = await prepareCdk(project.folder, project.endpoint, project.dev);
    const pairs = emptyPairs();
    for (let round = 1; round <= ROUNDS; round += 1) await compare(project, cdk, round, pairs);
    printTable(pairs);
    // Deploys the other stages too, and so comes last.
    await project.deploy("rehearse", "--json");
    for (const start of pairs.start.cdk) {
      pairs.status.cdk.push(start);
      pairs.status.ours.push(await project.deploy("status", "--rehearsal", "--json"));
    }
    printRow("status", pairs.status);
    printMemory(pairs);
  });
}

function emptyPairs(): Record<Key, Pair> {
  const pair = (): Pair => ({ ours: [], cdk: [] });
  return {
    start: pair(),
    preview: pair(),
    same: pair(),
    changed: pair(),
    first: pair(),
    destroy: pair(),
    status: pair(),
  };
}

/** From an empty account to an empty account, each command of the peer beside ours. */
async function compare(
  project: RehearsedProject,
  cdk: CdkPeer,
  round: number,
  pairs: Record<Key, Pair>,
): Promise<void> {
  const { deploy } = project;
  const theirs = (...args: readonly string[]): Promise<Counted> =>
    project.counted(() => cdk.run(...args, "--no-notices"));
  const add = (key: Key, of: keyof Pair, run: Counted): void => {
    pairs[key][of].push(run);
    console.error(`${key}, ${of}: ${run.seconds.toFixed(2)} s`);
  };
  const beside = async (key: Key, ours: () => Promise<Counted>, peer: () => Promise<Counted>): Promise<void> => {
    // Ours first in one round, the peer in the next.
    for (const isOurs of round % 2 === 1 ? [true, false] : [false, true])
      add(key, isOurs ? "ours" : "cdk", await (isOurs ? ours : peer)());
  };
  await beside(
    "start",
    () => deploy("--help"),
    () => theirs("--version"),
  );
  add("destroy", "ours", await deploy("destroy", "dev", "--rehearsal", "--confirm", "dev", "--json"));
  await beside(
    "first",
    () => deploy(...UP),
    () => theirs(...CDK_DEPLOY),
  );
  pairs.destroy.cdk.push(pairs.first.cdk.at(-1) as Counted);
  await beside(
    "preview",
    () => deploy("preview", "dev", "--rehearsal", "--json"),
    () => theirs("diff"),
  );
  await beside(
    "same",
    () => deploy(...UP),
    () => theirs(...CDK_DEPLOY),
  );
  const megabytes = 128 + 64 * round;
  changeFunction(project.folder, megabytes);
  cdk.changeFunction(megabytes);
  await beside(
    "changed",
    () => deploy(...UP),
    () => theirs(...CDK_DEPLOY),
  );
  await theirs("destroy", "--all", "--force");
}

/** All rows but the last. */
function printTable({ status: _, ...pairs }: Record<Key, Pair>): void {
  console.log(`Medians of ${String(ROUNDS)} rounds, least to most in brackets.\n`);
  console.log("| what | CDK 2 | ours | ours / CDK | to reach | reached | memory, CDK / ours | calls, CDK / ours |");
  console.log("| --- | --- | --- | --- | --- | --- | --- | --- |");
  for (const [key, pair] of Object.entries(pairs)) printRow(key as Key, pair);
}

function printRow(key: Key, pair: Pair): void {
  const { what, ours, cdk, limit } = ROWS[key];
  const ratio = median(secondsOf(pair.ours)) / median(secondsOf(pair.cdk));
  const cells = [
    what,
    `${cdk}: ${secondsText(pair.cdk)}`,
    `${ours}: ${secondsText(pair.ours)}`,
    ratio.toFixed(2),
    `≤ ${String(limit)}`,
    ratio <= limit ? "yes" : "no",
    `${megabytesText(pair.cdk)} / ${megabytesText(pair.ours)} MB`,
    `${callsText(pair.cdk)} / ${callsText(pair.ours)}`,
  ];
  console.log(`| ${cells.join(" | ")} |`);
}

function printMemory(pairs: Record<Key, Pair>): void {
  const most = Math.max(...Object.values(pairs).flatMap(({ ours }) => ours.map(({ megabytes }) => megabytes)));
  const isReached = most <= MAX_MEGABYTES ? "reached" : "not reached";
  console.log(`\nMemory of our process tree: ${most.toFixed()} MB of ${String(MAX_MEGABYTES)} MB, ${isReached}.`);
}

const secondsOf = (runs: readonly Counted[]): readonly number[] => runs.map(({ seconds }) => seconds);

function secondsText(runs: readonly Counted[]): string {
  const seconds = secondsOf(runs);
  return `${median(seconds).toFixed(2)} s (${Math.min(...seconds).toFixed(1)}–${Math.max(...seconds).toFixed(1)})`;
}

const megabytesText = (runs: readonly Counted[]): string =>
  String(Math.round(Math.max(...runs.map(({ megabytes }) => megabytes))));

const callsText = (runs: readonly Counted[]): string => String(Math.max(...runs.map(({ calls }) => calls)));

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
