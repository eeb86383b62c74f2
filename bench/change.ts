import { median } from "./measure";
import { changeFunction, withRehearsedProject } from "./rehearsedProject";

/*
 * `make bench-change`: where the time of an `up` goes when one function changed, step by step. Medians of several runs.
 */

const ROUNDS = Number(process.env["ROUNDS"] ?? "5");

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
    const steps = new Map<string, number[]>();
    for (let round = 1; round <= ROUNDS; round += 1) {
      changeFunction(folder, 128 + 64 * round);
      const { seconds, stdout } = await deploy("up", "dev", "--rehearsal", "--yes", "--json");
      totals.push(seconds);
      const { steps: times } = JSON.parse(stdout) as UpDocument;
      for (const { step, milliseconds, parts = [] } of times) {
        append(steps, step, milliseconds);
        for (const one of parts) append(steps, `${step}: ${one.part}`, one.milliseconds);
      }
    }
    console.log(`total ${median(totals).toFixed(2)} s`);
    for (const [step, values] of steps) console.log(`${step.padEnd(40)} ${(median(values) / 1000).toFixed(2)}`);
  });
}

function append(steps: Map<string, number[]>, step: string, milliseconds: number): void {
  steps.set(step, [...(steps.get(step) ?? []), milliseconds]);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
