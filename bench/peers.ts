import { median } from "./measure";
import { prepareCdk, type CdkPeer } from "./peers/cdkPeer";
import { changeFunction, withRehearsedProject, type Counted, type RehearsedProject } from "./rehearsedProject";

/*
 * `make bench-peers`: the same backend as an AWS CDK app, deployed to the same emulator, in turn and in the same run. Prints the table
 * of what is to be reached, row by row. Seconds are of this machine and this moment; the ratios are what to compare. ROUNDS=0: only
 * `status`.
 */

const ROUNDS = Number(process.env["ROUNDS"] ?? "3");
/** Of `status`, which takes less time than the others and varies more. */
const STATUS_ROUNDS = 9;
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
  first: { what: "first deployment; ours verifies", ours: "up", cdk: "deploy", limit: 1 },
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
    for (let round = 1; round <= ROUNDS; round += 1) await compare(new Round(project, cdk, round, pairs));
    if (ROUNDS > 0) printTable(pairs);
    // Deploys the other stages too, and so comes last.
    await project.deploy("rehearse", "--json");
    const status = (): Promise<Counted> => project.deploy("status", "--rehearsal", "--json");
    // Not counted, as in a rehearsal for the other commands: Node.js has no code of its modules yet.
    await status();
    for (let number = 1; number <= STATUS_ROUNDS; number += 1) {
      const round = new Round(project, cdk, number, pairs);
      await round.beside("status", status, () => round.theirs("--version"));
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

/** Commands of ours and of the peer, one after the other. */
class Round {
  readonly project: RehearsedProject;
  readonly cdk: CdkPeer;
  readonly number: number;
  readonly #pairs: Record<Key, Pair>;

  /** @param number from 1 */
  constructor(project: RehearsedProject, cdk: CdkPeer, number: number, pairs: Record<Key, Pair>) {
    this.project = project;
    this.cdk = cdk;
    this.number = number;
    this.#pairs = pairs;
  }

  theirs(...args: readonly string[]): Promise<Counted> {
    return this.project.counted(() => this.cdk.run(...args, "--no-notices"));
  }

  add(key: Key, of: keyof Pair, run: Counted): void {
    this.#pairs[key][of].push(run);
    console.error(`${key}, ${of}: ${run.seconds.toFixed(2)} s`);
  }

  /** Ours first in one round, the peer in the next. */
  async beside(key: Key, ours: () => Promise<Counted>, peer: () => Promise<Counted>): Promise<void> {
    for (const isOurs of this.number % 2 === 1 ? [true, false] : [false, true])
      this.add(key, isOurs ? "ours" : "cdk", await (isOurs ? ours : peer)());
  }
}

/** From an empty account to an empty account. */
async function compare(round: Round): Promise<void> {
  const { project, cdk } = round;
  const up = (): Promise<Counted> => project.deploy(...UP);
  const theirUp = (): Promise<Counted> => round.theirs(...CDK_DEPLOY);
  await round.beside(
    "start",
    () => project.deploy("--help"),
    () => round.theirs("--version"),
  );
  round.add("destroy", "ours", await project.deploy("destroy", "dev", "--rehearsal", "--confirm", "dev", "--json"));
  await round.beside("first", up, async () => {
    const first = await theirUp();
    round.add("destroy", "cdk", first);
    return first;
  });
  await round.beside(
    "preview",
    () => project.deploy("preview", "dev", "--rehearsal", "--json"),
    () => round.theirs("diff"),
  );
  await round.beside("same", up, theirUp);
  const megabytes = 128 + 64 * round.number;
  changeFunction(project.folder, megabytes);
  cdk.changeFunction(megabytes);
  await round.beside("changed", up, theirUp);
  await round.theirs("destroy", "--all", "--force");
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
