import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { partsOf, PARTS, type CpuProfile, type Part } from "./cpuParts";
import { measure, median } from "./measure";
import { environmentOf, withRehearsedProject, type Counted } from "./rehearsedProject";
import { ROOT } from "./project";

/*
 * `make bench-commands`: where the time of short commands goes, where nothing changed. Each command runs ROUNDS times as it is, and as
 * often with V8's profiler, which says what its time was spent on.
 */

const ROUNDS = Number(process.env["ROUNDS"] ?? "5");

const COMMANDS: readonly (readonly string[])[] = [
  ["preview", "dev", "--rehearsal", "--json"],
  ["up", "dev", "--rehearsal", "--yes", "--json"],
  ["status", "--rehearsal", "--json"],
  ["outputs", "dev", "--rehearsal", "--json"],
  ["releases", "dev", "--rehearsal", "--json"],
  ["events", "dev", "--rehearsal", "--json"],
  ["--help"],
];

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "listbackup-profile-"));
  try {
    await withRehearsedProject(async (project) => {
      console.log(
        `Medians of ${String(ROUNDS)} runs: seconds of the whole command, then milliseconds of its one thread.\n`,
      );
      printRow(["command", "seconds", "requests", "memory", ...PARTS]);
      printRow(["command", "seconds", "requests", "memory", ...PARTS].map(() => "---"));
      await printNode();
      for (const command of COMMANDS) {
        const runs: Counted[] = [];
        const profiles: Readonly<Record<Part, number>>[] = [];
        for (let round = 0; round < ROUNDS; round += 1) {
          runs.push(await project.deploy(...command));
          profiles.push(await profileOf(project.folder, command, join(folder, "profile.json")));
        }
        printRow([
          command.filter((word) => !word.startsWith("--") || word === "--help").join(" "),
          median(runs.map(({ seconds }) => seconds)).toFixed(2),
          String(Math.max(...runs.map(({ calls }) => calls))),
          `${median(runs.map(({ megabytes }) => megabytes)).toFixed()} MB`,
          ...PARTS.map((part) => median(profiles.map((parts) => parts[part])).toFixed()),
        ]);
      }
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What Node.js takes to start. */
async function printNode(): Promise<void> {
  const runs = [];
  for (let round = 0; round < ROUNDS; round += 1) runs.push(await measure(process.execPath, ["-e", "0"], process.env));
  printRow(["node -e 0", median(runs.map(({ seconds }) => seconds)).toFixed(2), "0", "", ...PARTS.map(() => "")]);
}

async function profileOf(
  project: string,
  command: readonly string[],
  file: string,
): Promise<Readonly<Record<Part, number>>> {
  const environment = {
    ...environmentOf(project),
    NODE_OPTIONS: `--require ${join(__dirname, "profile.cjs")}`,
    LISTBACKUP_PROFILE: file,
  };
  await measure(join(ROOT, "bin", "deploy"), command, environment);
  return partsOf(JSON.parse(readFileSync(file, "utf8")) as CpuProfile);
}

function printRow(cells: readonly string[]): void {
  console.log(`| ${cells.join(" | ")} |`);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
