import { execFile, spawn } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { isFile } from "../files";

const run = promisify(execFile);

/** The analyser cannot run because Go is not installed, or it failed. */
export class AnalyserError extends Error {}

/** Source of the analyser: a Go program that uses the standard library only. */
const SOURCE = join("automation", "catalog", "gofacts");

export interface Analyser {
  /** sha256 of its source: the same analyser reports the same for the same files. */
  readonly version: string;
  readonly executable: string;
}

/** The analyser, compiled after changes of its source. @param root the project's folder @throws AnalyserError */
export async function openAnalyser(root: string): Promise<Analyser> {
  const version = await sourceDigest(join(root, SOURCE));
  const folder = join(root, ".tools", "gofacts");
  const executable = join(folder, version.slice(0, 16));
  if (!(await isFile(executable))) await compile(join(root, SOURCE), folder, executable);
  return { version, executable };
}

async function sourceDigest(source: string): Promise<string> {
  const entries = await readdir(source).catch((error: unknown) => {
    throw new AnalyserError(`its analyser is not in ${source}`, { cause: error });
  });
  const names = entries.filter((name) => /\.go$|^go\.mod$/.test(name) && !name.endsWith("_test.go"));
  const hash = createHash("sha256");
  for (const name of names.sort()) hash.update(`${name}\n`).update(await readFile(join(source, name)));
  return hash.digest("hex");
}

async function compile(source: string, folder: string, executable: string): Promise<void> {
  const temporary = `${executable}.${randomBytes(6).toString("hex")}.tmp`;
  await mkdir(folder, { recursive: true });
  try {
    const args = ["build", "-trimpath", "-buildvcs=false", "-ldflags", "-s -w", "-o", temporary, "."];
    const environment = { ...process.env, CGO_ENABLED: "0", GOFLAGS: "-mod=mod", GOWORK: "off" };
    // It runs on this machine, whatever GOOS and GOARCH of the environment.
    for (const name of ["GOOS", "GOARCH"]) delete environment[name as keyof typeof environment];
    await run("go", args, { cwd: source, env: { ...environment, PWD: source } });
    await rename(temporary, executable);
  } catch (error) {
    const { code, stderr } = error as { code?: unknown; stderr?: string };
    if (code === "ENOENT") throw new AnalyserError("Go is not installed", { cause: error });
    throw new AnalyserError(`go build failed: ${firstLine(stderr)}`, { cause: error });
  } finally {
    await rm(temporary, { force: true });
  }
}

/** Runs the analyser. @param request Request of its main.go @returns its Report, unchecked @throws AnalyserError */
export async function analyse({ executable }: Analyser, request: unknown): Promise<unknown> {
  const child = spawn(executable, [], { stdio: ["pipe", "pipe", "pipe"] });
  const output: Buffer[] = [];
  let errors = "";
  child.stdout.on("data", (part: Buffer) => output.push(part));
  child.stderr.on("data", (part: Buffer) => (errors += part.toString()));
  // A process that ends early reports the reason on stderr.
  child.stdin.on("error", () => undefined);
  child.stdin.end(JSON.stringify(request));
  const exit = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  }).catch((error: unknown) => {
    throw new AnalyserError("the analyser cannot be started", { cause: error });
  });
  if (exit !== 0) throw new AnalyserError(firstLine(errors));
  return JSON.parse(Buffer.concat(output).toString()) as unknown;
}

function firstLine(text = ""): string {
  return text.split("\n").find((line) => line !== "" && !line.startsWith("# ")) ?? "no message";
}
