import { createHash } from "node:crypto";
import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { startEmulator } from "../../../rehearsal/ministack/emulator";
import { readRecord } from "../../../rehearsal/ministack/record";
import { makeProject, ROOT, type TestProject } from "./project";
import { stageOf } from "../release";

/** A project whose stage dev is deployed. */
export interface PreparedProject extends TestProject {
  /** Its emulator, `http://127.0.0.1:PORT`, which runs. */
  readonly endpoint: string;
}

/** What a deployment of the fixture depends on. Tests themselves may change. */
const INPUTS = [
  "automation",
  "cli.ts",
  "components",
  "composition.ts",
  "index.ts",
  "model",
  "package-lock.json",
  "Pulumi.yaml",
  "Pulumi.dev.yaml",
  "rehearsal",
  "tests/fixtures/project",
  "tools",
];

/** What a deployment leaves in a project's folder: the emulator's data and the engine's state; what was built. */
const OUTPUTS = [".rehearsal", ".build"];

const CACHE = join(ROOT, "node_modules", ".cache", "rehearsals");
/** Age after which prepared folders of other sources are unused. ms */
const OUTDATED = 60 * 60 * 1000;

/**
 * A project with the fixture's catalog deployed to dev, as `rehearse --stages dev` leaves it. The first test of a change
 * deploys; every later one gets a copy. Addresses are part of the data, so there is one to copy from for each slot's port.
 */
export async function preparedProject(): Promise<PreparedProject> {
  const project = await makeProject();
  try {
    const digest = await digestOf(INPUTS);
    const source = join(CACHE, digest, String(project.port));
    if (!(await exists(source))) {
      await removeOutdated(digest);
      await prepare(project, source);
    }
    for (const folder of OUTPUTS)
      await cp(join(source, folder), join(project.root, folder), { recursive: true, preserveTimestamps: true });
    const { endpoint } = await startEmulator({
      root: ROOT,
      home: join(project.root, ".rehearsal"),
      // Fails where the port is taken: the copy has addresses with it.
      port: project.port,
      account: stageOf("dev").account,
      report: { line: () => undefined },
    });
    return { ...project, endpoint };
  } catch (error) {
    await project.remove();
    throw error;
  }
}

/** Deploys once, and moves what that leaves to where it is copied from. */
async function prepare(project: TestProject, place: string): Promise<void> {
  for (const command of [
    ["rehearse", "--stages", "dev"],
    ["rehearse", "--stop"],
  ]) {
    const { exit, stdout, stderr } = await project.deploy(command);
    if (exit !== 0) throw new Error(`${command.join(" ")} ended with ${String(exit)}\n${stdout}\n${stderr}`);
  }
  const record = await readRecord(join(project.root, ".rehearsal"));
  if (record?.port !== project.port) throw new Error(`port ${String(project.port)} was taken meanwhile`);
  await mkdir(join(place, ".."), { recursive: true });
  const unfinished = await mkdtemp(`${place}-`);
  for (const folder of OUTPUTS)
    await cp(join(project.root, folder), join(unfinished, folder), { recursive: true, preserveTimestamps: true });
  for (const folder of OUTPUTS) await rm(join(project.root, folder), { recursive: true });
  await rename(unfinished, place);
}

/** @param current what is kept whatever its age */
async function removeOutdated(current: string): Promise<void> {
  const names = await readdir(CACHE).catch(() => []);
  for (const name of names.filter((one) => one !== current)) {
    const folder = join(CACHE, name);
    const { mtimeMs } = await stat(folder);
    if (Date.now() - mtimeMs > OUTDATED) await rm(folder, { recursive: true, force: true });
  }
}

async function digestOf(names: readonly string[]): Promise<string> {
  const hash = createHash("sha256");
  for (const name of names) {
    for (const file of await filesIn(name)) hash.update(`${file}\0`).update(await readFile(join(ROOT, file)));
  }
  return hash.digest("hex").slice(0, 16);
}

/** Files at or below a path, relative to the checkout, sorted. */
async function filesIn(name: string): Promise<readonly string[]> {
  if (!(await stat(join(ROOT, name))).isDirectory()) return [name];
  const entries = await readdir(join(ROOT, name), { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(ROOT.length + 1))
    .sort();
}

function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
