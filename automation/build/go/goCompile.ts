import { mkdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { isFile } from "../../files";
import { failureFrom, type BuildFailure } from "../buildFailure";
import { runGo, type GoArchitecture, type GoTarget } from "./goCommand";
import { sourcePaths, type GoPackage } from "./goPackages";
import { goProblemError, findGoProblem } from "./goProblem";
import type { GoUnit } from "../units";

/** Flags of every build. Paths, times and version control do not change the bytes. */
const BUILD_FLAGS = ["-trimpath", "-buildvcs=false", "-tags", "lambda.norpc"];

const LINKER_FLAGS = "-s -w -buildid=";

/** @param variables string variables of package main that the linker sets, by name */
function buildFlags(variables: Readonly<Record<string, string>>): readonly string[] {
  const set = Object.entries(variables).map(([name, value]) => ` -X main.${name}=${value}`);
  return [...BUILD_FLAGS, "-ldflags", LINKER_FLAGS + set.join("")];
}

/** Key of the build cache: differs where the same source compiles to other bytes. */
export function compileCacheKey(architecture: GoArchitecture, variables: Readonly<Record<string, string>>): string {
  return [architecture, ...buildFlags(variables)].join(" ");
}

export interface CompileRequest extends GoTarget {
  readonly variables: Readonly<Record<string, string>>;
  /** Folder for executables. It exists and is empty. */
  readonly scratch: string;
}

/** The executable or the failure of each unit. */
export interface CompileResult {
  readonly executables: ReadonlyMap<string, string>;
  readonly failures: readonly BuildFailure[];
}

/** A large batch loads shared packages once; a small one gets into the cache sooner. */
const BATCH_SIZE = 8;

/** Units that one `go build` can build: one with a list of sources, or several whose folders have different names. */
export function splitIntoBatches(units: readonly GoUnit[]): readonly (readonly GoUnit[])[] {
  const batches: GoUnit[][] = [];
  for (const unit of units) {
    const open = batches.find(
      (batch) =>
        batch.length < BATCH_SIZE &&
        [unit, ...batch].every(isNamedByFolder) &&
        batch.every(({ folder }) => basename(folder) !== basename(unit.folder)),
    );
    if (open === undefined) batches.push([unit]);
    else open.push(unit);
  }
  return batches;
}

/** Whether Go names the executable after the folder: not for a version folder, and not for the module's root. */
function isNamedByFolder({ folder, sources }: GoUnit): boolean {
  return sources === null && folder !== "." && !/^v[0-9]+$/.test(basename(folder));
}

/**
 * Compiles shared packages into Go's cache: two concurrent runs on a cold cache would compile each of them twice. Errors are
 * reported by the handlers that import the package.
 */
export async function compileShared(request: CompileRequest, packages: readonly string[]): Promise<void> {
  if (packages.length === 0) return;
  await runGo(request, ["build", ...buildFlags(request.variables), ...packages], request.scratch);
}

/**
 * Compiles one batch.
 * @param packages of its units; a unit without one gets the messages without a package only
 * @throws DeployError BUILD_FAILED and DISK for an error of the machine or the module, TOOLCHAIN_GO, CANCELLED
 */
export async function compileBatch(
  request: CompileRequest,
  batch: readonly GoUnit[],
  packages: ReadonlyMap<string, GoPackage>,
): Promise<CompileResult> {
  const [first] = batch;
  if (first === undefined) return { executables: new Map(), failures: [] };
  const output = join(request.scratch, String(outputCount++));
  await mkdir(output, { recursive: true });
  const isAlone = batch.length === 1;
  const target = (unit: GoUnit): string => join(output, isAlone ? "bootstrap" : basename(unit.folder));
  const args = first.sources === null ? batch.map(({ folder }) => `./${folder}`) : sourcePaths(first);
  const command = ["build", ...buildFlags(request.variables), "-o", isAlone ? target(first) : `${output}/`];
  const { ok, stderr } = await runGo(request, [...command, ...args], request.scratch);
  const problem = ok ? null : findGoProblem([stderr]);
  if (problem !== null) throw goProblemError(problem, request.module);
  const results = await Promise.all(batch.map(async (unit) => ({ unit, isBuilt: await isFile(target(unit)) })));
  const missing = results.filter(({ isBuilt }) => !isBuilt).map(({ unit }) => unit);
  const executables = new Map(results.flatMap(({ unit, isBuilt }) => (isBuilt ? [[unit.name, target(unit)]] : [])));
  const failures = missing.map((unit) => compileFailure(unit, packages.get(unit.name), stderr));
  return { executables, failures };
}

let outputCount = 0;

/** The compiler prints `# example.com/backend/shared` before the messages of a package. */
function compileFailure(unit: GoUnit, known: GoPackage | undefined, stderr: string): BuildFailure {
  const lines = stderr.split("\n").filter((line) => line.trim() !== "" && !line.startsWith("go: downloading "));
  const own: string[] = [];
  let isOwn = true;
  for (const line of lines) {
    const [, packagePath] = /^# (\S+)/.exec(line) ?? [];
    if (packagePath === undefined) {
      if (isOwn) own.push(line);
    } else isOwn = known === undefined || known.dependencies.has(packagePath);
  }
  const message = (own.length === 0 ? ["Go wrote no executable"] : own).slice(0, MAX_MESSAGE_LINES).join("\n");
  return failureFrom(unit.name, message, /redeclared in this block/.test(message) ? sourcesHint(unit) : null);
}

/** The compiler stops after ten errors of a package. */
const MAX_MESSAGE_LINES = 24;

function sourcesHint({ sources }: GoUnit): string | null {
  if (sources !== null) return null;
  return "Go compiles all files of a folder together. If the handler is only one of them, list it in the catalog: `sources: [main.go]`.";
}
