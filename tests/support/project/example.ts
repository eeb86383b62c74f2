import { spawn } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { transform } from "esbuild";
import { compiledProgram, OPTIONS } from "../../../tools/program.cjs";
import { ROOT, type TestProject } from "./project";

/** An example of the package, installed as in another program. */
export interface Example {
  run(
    project: TestProject,
    environment: Readonly<Record<string, string>>,
  ): Promise<{ readonly exit: number | null; readonly stdout: string; readonly stderr: string }>;
  remove(): Promise<void>;
}

/** @param name folder of `examples/` */
export async function installExample(name: string): Promise<Example> {
  // Below node_modules, so that the package finds its own packages.
  const cache = join(ROOT, "node_modules", ".cache");
  await mkdir(cache, { recursive: true });
  const folder = await mkdtemp(join(cache, "example-"));
  const installed = join(folder, "node_modules", "listbackup-deploy");
  await mkdir(join(installed, "dist"), { recursive: true });
  await cp(join(ROOT, "package.json"), join(installed, "package.json"));
  // What `make library` compiles, from the same sources.
  await symlink(
    compiledProgram(ROOT, () => undefined),
    join(installed, "dist", "library"),
  );
  const source = await readFile(join(ROOT, "examples", name, "index.ts"), "utf8");
  const { format, platform, target } = OPTIONS;
  const { code } = await transform(source, { loader: "ts", format, platform, target });
  await writeFile(join(folder, "index.js"), code);
  return {
    run: (project, environment) => run(join(folder, "index.js"), project.root, environment),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

function run(file: string, root: string, environment: Readonly<Record<string, string>>): ReturnType<Example["run"]> {
  const child = spawn(process.execPath, [file, "dev"], {
    cwd: root,
    env: {
      ...process.env,
      LISTBACKUP_ROOT: root,
      LISTBACKUP_BACKEND: join(root, "backend"),
      LISTBACKUP_ACCESS_CHECK: "off",
      REHEARSAL: "1",
      ...environment,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output = { stdout: "", stderr: "" };
  child.stdout.on("data", (chunk: Buffer) => (output.stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (output.stderr += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (exit) => {
      resolve({ exit, ...output });
    });
  });
}
