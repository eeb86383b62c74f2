import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { lazyLoadModules } from "./automation/engine/stack/lazyModules";
import { hasProxy, isolate } from "./automation/processEnvironment";
import type { Wiring } from "./automation/wiring";

/*
 * The composition root of the command line and of the library: the only file that knows the driver, the program and the
 * rehearsal. Each is loaded when it is first needed.
 */

/** The project's folder: the nearest one above this file that has Pulumi.yaml. */
function projectRoot(folder: string): string {
  if (existsSync(join(folder, "Pulumi.yaml"))) return folder;
  const parent = dirname(folder);
  if (parent === folder) throw new Error("Pulumi.yaml was not found above the program");
  return projectRoot(parent);
}

const VERSION = "0.1.0";

/** Version, and of a compiled program the digest of its sources: two of one version may create different resources. */
function versionOf(folder: string): string {
  const digest = /[/\\]dist[/\\]([0-9a-f]{8})[0-9a-f]*$/.exec(folder)?.[1];
  return digest === undefined ? VERSION : `${VERSION}+${digest}`;
}

/**
 * The driver with everything that it is handed. Makes the environment of this process independent of the user's.
 * @param folder the project's. @default that of LISTBACKUP_ROOT, else the nearest one above this file
 */
export async function composeDriver(folder?: string): Promise<Wiring> {
  isolate(process.env);
  if (hasProxy(process.env)) await (await import("./automation/proxy")).proxyFetch();
  const root = folder ?? process.env["LISTBACKUP_ROOT"] ?? projectRoot(__dirname);
  lazyLoadModules();
  return {
    root,
    version: versionOf(__dirname),
    program: async () => (await import("./components/program")).stageProgram,
    programDigest: async () =>
      (await import("./automation/programDigest")).programDigest(projectRoot(__dirname), __dirname),
    foundation: async () => (await import("./components/foundationProgram")).foundationProgram,
    rehearsal: async () => (await import("./rehearsal/rehearsal")).openRehearsal(root),
  };
}
