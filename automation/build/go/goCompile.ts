import { mkdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { isFile } from "../../files";
import { failureFrom, type BuildFailure } from "../buildFailure";
import { runGo, type GoArchitecture, type GoTarget } from "./goCommand";
import { sourcePaths, type GoPackage } from "./goPackages";
import { goProblemError, findGoProblem } from "./goProblem";
import type { GoUnit } from "../units";

/** What every handler is built with. No path, time or version control gets into the bytes. */
const BUILD_FLAGS = ["-trimpath", "-buildvcs=false", "-tags", "lambda.norpc"];

const LINKER_FLAGS = "-s -w -buildid=";

/** @param variables string variables of package main that the linker sets, by name */
function buildFlags(variables: Readonly<Record<string, string>>): readonly string[] {
  const set = Object.entries(variables).map(([name, value]) => ` -X main.${name}=${value}`);
  return [...BUILD_FLAGS, "-ldflags", LINKER_FLAGS + set.join("")];
}

/** Changes when handlers would come out differently from the same source. */
export function compileCacheKey(architecture: GoArchitecture, variables: Readonly<Record<string, string>>): string {
  return [architecture, ...buildFlags(variables)].join(" ");
}

export interface CompileRequest extends GoTarget {
  readonly variables: Readonly<Record<string, string>>;
  /** Folder for what is compiled. It exists, and nothing else is in it. */
  readonly scratch: string;
}

/** How the compilation of several units ended: the executable of each, or why there is none. */
export interface CompileResult {
  readonly executables: ReadonlyMap<string, string>;
  readonly failures: readonly BuildFailure[];
}

/** A large batch saves loading the same packages again; a small one is remembered sooner. */
const BATCH_SIZE = 8;

/** Units that one run of the Go command can build: one with sources of its own, or several with different names. */
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

/** Whether Go names the executable by the folder's last part: not where that is a version, and not in the module's root. */
function isNamedByFolder({ folder, sources }: GoUnit): boolean {
  return sources === null && folder !== "." && !/^v[0-9]+$/.test(basename(folder));
}

/**
 * Compiles packages that handlers share, and keeps them in Go's cache: two runs side by side on a cold cache would compile
 * each of them twice. What does not compile is reported by the handlers that need it.
 */
export async function compileShared(request: CompileRequest, packages: readonly string[]): Promise<void> {
  if (packages.length === 0) return;
  await runGo(request, ["build", ...buildFlags(request.variables), ...packages], request.scratch);
}

/**
 * Compiles one batch.
 * @param packages what is known of its units; a unit that is not in it has nothing but its own messages
 * @throws DeployError BUILD_FAILED and DISK where the machine or the module is at fault, TOOLCHAIN_GO, CANCELLED
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
  const made = await Promise.all(batch.map(async (unit) => ({ unit, isMade: await isFile(target(unit)) })));
  const missing = made.filter(({ isMade }) => !isMade).map(({ unit }) => unit);
  const executables = new Map(made.flatMap(({ unit, isMade }) => (isMade ? [[unit.name, target(unit)]] : [])));
  const failures = missing.map((unit) => compileFailure(unit, packages.get(unit.name), stderr));
  return { executables, failures };
}

let outputCount = 0;

/** The compiler heads what it says of a package by `# example.com/backend/shared`. */
function compileFailure(unit: GoUnit, known: GoPackage | undefined, stderr: string): BuildFailure {
  const lines = stderr.split("\n").filter((line) => line.trim() !== "" && !line.startsWith("go: downloading "));
  const own: string[] = [];
  let isOwn = true;
  for (const line of lines) {
    const [, head] = /^# (\S+)/.exec(line) ?? [];
    if (head === undefined) {
      if (isOwn) own.push(line);
    } else isOwn = known === undefined || known.dependencies.has(head);
  }
  const message = (own.length === 0 ? ["Go wrote no executable"] : own).slice(0, MAX_MESSAGE_LINES).join("\n");
  return failureFrom(unit.name, message, /redeclared in this block/.test(message) ? sourcesHint(unit) : null);
}

/** The compiler gives up on a package after ten errors. */
const MAX_MESSAGE_LINES = 24;

function sourcesHint({ sources }: GoUnit): string | null {
  if (sources !== null) return null;
  return "Go compiles all files of a folder together. If the handler is one of them, name it in the catalog: `sources: [main.go]`.";
}
