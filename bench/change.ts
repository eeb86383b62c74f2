import { median, type ProcessUse } from "./measure";
import { changeFunction, withRehearsedProject } from "./rehearsedProject";

/*
 * `make bench-change`: where the time of an `up` goes when one function changed, step by step and process by process. Medians of
 * several runs.
 */

const ROUNDS = Number(process.env["ROUNDS"] ?? "5");

/** Processes with less are not printed. s */
const LEAST_CPU = 0.05;

/** Part of the document that `up --json` prints. */
interface UpDocument {
  readonly steps: readonly { readonly step: string; readonly milliseconds: number; readonly parts?: readonly Part[] }[];
}

interface Part {
  readonly part: string;
  readonly milliseconds: number;
}

async function main(): Promise<void> {
  await withRehearsedProject(async ({ folder, deploy }) => {
    const totals: number[] = [];
    const trees: number[] = [];
    const processes = new Map<string, ProcessUse[]>();
    const steps = new Map<string, number[]>();
    for (let round = 1; round <= ROUNDS; round += 1) {
      changeFunction(folder, 128 + 64 * round);
      const {
        seconds,
        megabytes,
        stdout,
        processes: uses = [],
      } = await deploy("up", "dev", "--rehearsal", "--yes", "--json");
      totals.push(seconds);
      trees.push(megabytes);
      for (const use of uses) append(processes, use.name, use);
      const { steps: times } = JSON.parse(stdout) as UpDocument;
      for (const { step, milliseconds, parts = [] } of times) {
        append(steps, step, milliseconds);
        for (const one of parts) append(steps, `${step}: ${one.part}`, one.milliseconds);
      }
    }
    console.log(`total ${median(totals).toFixed(2)} s, process tree ${median(trees).toFixed(0)} MB`);
    for (const [step, values] of steps) console.log(`${step.padEnd(40)} ${(median(values) / 1000).toFixed(2)}`);
    for (const [name, uses] of processes) {
      const cpu = median(uses.map((use) => use.seconds));
      if (cpu < LEAST_CPU) continue;
      const memory = median(uses.map((use) => use.megabytes));
      console.log(`${name.padEnd(40)} ${cpu.toFixed(2)} s of CPU, ${memory.toFixed(0)} MB`);
    }
  });
}

function append<T>(lists: Map<string, T[]>, key: string, value: T): void {
  lists.set(key, [...(lists.get(key) ?? []), value]);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
