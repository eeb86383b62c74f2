import { execFile } from "node:child_process";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Stack } from "@pulumi/pulumi/automation";
import type { ExportedState } from "./exportedState";

const execute = promisify(execFile);

/**
 * Replaces a stack's state. The Automation API would write it to a file that all users can read, and leave the file behind
 * when the engine fails.
 * @param pulumi the CLI's executable
 */
export async function importState(pulumi: string, { name, workspace }: Stack, state: ExportedState): Promise<void> {
  const { workDir, pulumiHome, envVars } = workspace;
  const file = join(workDir, "recovered.json");
  await writeFile(file, JSON.stringify(state), { mode: 0o600 });
  try {
    const home = pulumiHome === undefined ? {} : { PULUMI_HOME: pulumiHome };
    await execute(pulumi, ["stack", "import", "--file", file, "--stack", name, "--non-interactive"], {
      cwd: workDir,
      env: { ...process.env, ...home, ...envVars },
    });
  } catch (error) {
    // Its message begins with the command line, which does not help the user.
    const { stderr } = error as { readonly stderr?: string };
    throw new Error(stderr === undefined || stderr === "" ? String(error) : stderr.trim(), { cause: error });
  } finally {
    await rm(file, { force: true });
  }
}
