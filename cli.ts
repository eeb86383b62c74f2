import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { lazyLoadClosureTools } from "./automation/engine/stack/lazyModules";
import type { Command } from "./automation/commands/command";
import { completion } from "./automation/commands/completion";
import { COMMANDS } from "./automation/commands/table";
import { run } from "./automation/main";
import { isolate } from "./automation/processEnvironment";
import { proxyFetch } from "./automation/proxy";
import type { Wiring } from "./automation/wiring";
import type { ExitCode } from "./model/errors";
import { rehearse } from "./rehearsal/pipeline/command";

/*
 * The composition root: the only file that knows the driver, the program and the rehearsal. Each is loaded when a
 * command first needs it.
 */

/** The project's folder: the nearest one above this file that has Pulumi.yaml. */
function projectRoot(folder: string): string {
  if (existsSync(join(folder, "Pulumi.yaml"))) return folder;
  const parent = dirname(folder);
  if (parent === folder) throw new Error("Pulumi.yaml was not found above the program");
  return projectRoot(parent);
}

const COMPLETED = [...COMMANDS, rehearse];
/** All commands, in the order in which a new user needs them. */
export const ALL_COMMANDS: readonly Command[] = [...COMPLETED, completion(COMPLETED)];

const VERSION = "0.1.0";

/** Version, and of a compiled program the digest of its sources: two of one version may create different resources. */
function versionOf(folder: string): string {
  const digest = /[/\\]dist[/\\]([0-9a-f]{8})[0-9a-f]*$/.exec(folder)?.[1];
  return digest === undefined ? VERSION : `${VERSION}+${digest}`;
}

export async function main(argv: readonly string[]): Promise<ExitCode> {
  isolate(process.env);
  await proxyFetch();
  const root = process.env["LISTBACKUP_ROOT"] ?? projectRoot(__dirname);
  const wiring: Wiring = {
    root,
    version: versionOf(__dirname),
    program: async () => (await import("./components/program")).stageProgram,
    programDigest: async () =>
      (await import("./automation/programDigest")).programDigest(projectRoot(__dirname), __dirname),
    foundation: async () => (await import("./components/foundationProgram")).foundationProgram,
    rehearsal: async () => (await import("./rehearsal/rehearsal")).openRehearsal(root),
  };
  lazyLoadClosureTools();
  return run(argv, wiring, ALL_COMMANDS);
}
