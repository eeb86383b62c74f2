import { existsSync } from "node:fs";
import { symlink } from "node:fs/promises";
import { join } from "node:path";
import { run, type Outcome } from "../../../tools/command";
import { ROOT, type TestProject } from "./project";

/** The Pulumi CLI on a test project, as a user types it after `eval "$(bin/deploy rehearse --env <stage>)"`. */
export interface PlainPulumi {
  /** Runs `pulumi <args>` in the project's folder. @param environment further variables; undefined removes one */
  readonly pulumi: (args: readonly string[], environment?: NodeJS.ProcessEnv) => Promise<PulumiRun>;
}

export interface PulumiRun {
  readonly code: number;
  /** Both streams. */
  readonly output: string;
}

/** What the program `index.ts` needs beside Pulumi.yaml. */
const PROGRAM = ["index.ts", "node_modules", "package.json", "tsconfig.json"];

/** Makes `index.ts` the program of a test project whose rehearsal runs. */
export async function plainPulumi(project: TestProject, stage: string): Promise<PlainPulumi> {
  for (const name of PROGRAM) {
    const link = join(project.root, name);
    if (!existsSync(link)) await symlink(join(ROOT, name), link);
  }
  const { exit, json, stdout, stderr } = await project.deploy(["rehearse", "--env", stage]);
  if (exit !== 0) throw new Error(stdout + stderr);
  const { variables } = json as { readonly variables?: Readonly<Record<string, string | null>> };
  const exported = Object.entries(variables ?? {}).flatMap(([name, value]) => (value === null ? [] : [[name, value]]));
  const env = { HOME: process.env["HOME"], ...(Object.fromEntries(exported) as NodeJS.ProcessEnv) };
  return {
    pulumi: async (args, environment = {}) =>
      asRun(
        await run("pulumi", [...args, "--non-interactive", "--color", "never"], {
          cwd: project.root,
          env: { ...env, ...environment },
          limitSeconds: 300,
        }),
      ),
  };
}

function asRun(outcome: Outcome): PulumiRun {
  if (outcome.kind !== "ended") throw new Error(`pulumi: ${JSON.stringify(outcome)}`);
  return { code: outcome.code, output: outcome.stdout + outcome.stderr };
}
