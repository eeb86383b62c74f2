import { mkdtemp, readFile, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inParallel } from "../aws/parallel";
import { hasArtifact, MAX_UNPACKED_BYTES, packExecutableAside, storeArtifact, type LocalArtifact } from "./artifact";
import { failureAt, failureFrom, type BuildFailure } from "./failure";
import type { GoTarget } from "./goCommand";
import { batchesOf, compileBatch, compileShared, recipe, type Compiled, type CompileRequest } from "./goCompile";
import { listPackages, type GoPackage, type ListedPackages } from "./goPackages";
import { currentInputs, FileCache, sameInputs, samePlaces, type Inputs, type Places } from "./inputs";
import { linkProblem } from "./links";
import { BuildMemory } from "./memory";
import type { GoUnit } from "./units";

export interface HandlersRequest extends GoTarget {
  /** What to build. */
  readonly units: readonly GoUnit[];
  /** String variables of package main that the linker sets. */
  readonly variables?: Readonly<Record<string, string>>;
  readonly artifactsFolder: string;
  /** File that remembers what was built from what. */
  readonly memoryFile: string;
  readonly report: (line: string) => void;
}

/** What came of units, by their names. */
export interface BuiltUnits {
  readonly artifacts: ReadonlyMap<string, LocalArtifact>;
  readonly built: readonly string[];
  readonly unchanged: readonly string[];
  readonly failures: readonly BuildFailure[];
}

/** Files of a module that every package is built from. */
const MODULE_FILES = ["go.mod", "go.sum"];

/** Go compiles in parallel by itself; two at once fill the gaps when it links. */
const AT_ONCE = 2;

/** One build of one module: what is asked for, and what has come of it. */
interface Build {
  readonly request: HandlersRequest;
  readonly memory: BuildMemory;
  readonly cache: FileCache;
  readonly artifacts: Map<string, LocalArtifact>;
  readonly failures: BuildFailure[];
}

/** Builds the handlers whose sources changed since they were last built; calls no compiler where none did. */
export async function buildHandlers(asked: HandlersRequest): Promise<BuiltUnits> {
  // Go names folders as they really are, whatever links lead to them.
  const request = { ...asked, module: await realpath(asked.module) };
  const memory = await BuildMemory.read(request.memoryFile, recipe(request.architecture, request.variables ?? {}));
  const build: Build = { request, memory, cache: new FileCache(request.module), artifacts: new Map(), failures: [] };
  const isKnown = await Promise.all(request.units.map((unit) => isUnchanged(build, unit)));
  const stale = request.units.filter((_unit, index) => isKnown[index] !== true);
  const unchanged = request.units.filter((_unit, index) => isKnown[index] === true);
  if (stale.length > 0) {
    request.report(`Compiling ${String(stale.length)} of ${String(request.units.length)} handlers with Go …`);
    await buildStale(build, stale);
  }
  return {
    artifacts: build.artifacts,
    built: stale.map(({ name }) => name).filter((name) => build.artifacts.has(name)),
    unchanged: unchanged.map(({ name }) => name),
    failures: build.failures,
  };
}

async function isUnchanged({ request, memory, cache, artifacts }: Build, { name }: GoUnit): Promise<boolean> {
  const known = memory.get(name);
  if (known === undefined) return false;
  // Read in any case: an early compilation relies on it.
  const now = await currentInputs(known.inputs.places, cache);
  if (!sameInputs(known.inputs, now) || !(await hasArtifact(request.artifactsFolder, known))) return false;
  artifacts.set(name, { digest: known.digest, size: known.size });
  return true;
}

async function buildStale(build: Build, all: readonly GoUnit[]): Promise<void> {
  const stale = await withoutBadLinks(build, all);
  if (stale.length === 0) return;
  const scratch = await mkdtemp(join(tmpdir(), "listbackup-build-"));
  const request: CompileRequest = { ...build.request, variables: build.request.variables ?? {}, scratch };
  try {
    const [listed, early] = await Promise.allSettled([
      listPackages(request, stale),
      compileEarly(build, request, stale),
    ]);
    if (listed.status === "rejected") throw listed.reason;
    if (early.status === "rejected") throw early.reason;
    await compileListed(build, request, stale, listed.value, early.value);
  } finally {
    // What is finished is remembered, also where something stopped the rest.
    await build.memory.written();
    await rm(scratch, { recursive: true, force: true });
  }
}

/** Units whose folder Go can read; the others have failed. */
async function withoutBadLinks(build: Build, units: readonly GoUnit[]): Promise<readonly GoUnit[]> {
  const failures = await Promise.all(
    units.map(async (unit) => linkFailure(build, unit, [unit.folder, ...(await build.cache.listing(unit.folder))])),
  );
  build.failures.push(...failures.filter((failure) => failure !== null));
  return units.filter((_unit, index) => failures[index] === null);
}

async function linkFailure(build: Build, unit: GoUnit, names: readonly string[]): Promise<BuildFailure | null> {
  const problems = await Promise.all(names.map((name) => linkProblem(build.request.module, name)));
  const index = problems.findIndex((problem) => problem !== null);
  return index < 0 ? null : failureAt(unit.name, names[index] ?? unit.folder, problems[index] ?? "");
}

/**
 * Compiles what changed in a way that hardly touches its imports, while Go lists them: only a few units, each built before.
 * The files that are known of them were read before the compiler starts.
 */
async function compileEarly(build: Build, request: CompileRequest, stale: readonly GoUnit[]): Promise<Compiled | null> {
  const batches = batchesOf(stale);
  const [batch] = batches;
  if (batch === undefined || batches.length > 1) return null;
  if (!batch.every(({ name }) => build.memory.get(name) !== undefined)) return null;
  return compileBatch(request, batch, new Map());
}

async function compileListed(
  build: Build,
  request: CompileRequest,
  stale: readonly GoUnit[],
  { packages, failures, shared }: ListedPackages,
  early: Compiled | null,
): Promise<void> {
  build.failures.push(...failures);
  const ready: Prepared[] = [];
  for (const unit of stale) {
    const known = packages.get(unit.name);
    if (known === undefined) continue;
    const prepared = await prepare(build, unit, known);
    if (prepared.failure === null) ready.push(prepared);
    else build.failures.push(prepared.failure);
  }
  const isEarly = early !== null && ready.length === stale.length && ready.every((each) => isAsBefore(build, each));
  if (isEarly && early.failures.length === 0) {
    await keepAll(build, ready, early);
    return;
  }
  const batches = batchesOf(ready.map(({ unit }) => unit));
  if (batches.length > 1) await compileShared(request, shared);
  await inParallel(batches, AT_ONCE, async (batch) => {
    const compiled = await compileBatch(request, batch, packages);
    await keepAll(
      build,
      ready.filter(({ unit }) => batch.includes(unit)),
      compiled,
    );
  });
}

interface Prepared {
  readonly unit: GoUnit;
  readonly inputs: Inputs;
  readonly failure: BuildFailure | null;
}

/** Reads a unit's files before the compiler does: one that changes meanwhile makes the next build compile again. */
async function prepare(build: Build, unit: GoUnit, known: GoPackage): Promise<Prepared> {
  const inputs = await currentInputs(placesOf(unit, known), build.cache);
  return { unit, inputs, failure: await linkFailure(build, unit, Object.keys(inputs.files)) };
}

function placesOf(unit: GoUnit, { directories, embedded }: GoPackage): Places {
  if (unit.sources === null)
    return { directories: [...directories], embedded: [...embedded], single: [...MODULE_FILES] };
  return {
    directories: directories.filter((directory) => directory !== unit.folder),
    embedded: [...embedded],
    single: [...unit.sources.map((file) => join(unit.folder, file)), ...MODULE_FILES],
  };
}

/** Whether a unit is made of the same packages as when it was last built. */
function isAsBefore({ memory }: Build, { unit, inputs }: Prepared): boolean {
  const known = memory.get(unit.name);
  return known !== undefined && samePlaces(known.inputs.places, inputs.places);
}

async function keepAll(build: Build, prepared: readonly Prepared[], compiled: Compiled): Promise<void> {
  build.failures.push(...compiled.failures);
  await Promise.all(prepared.map((each) => keep(build, each, compiled.executables.get(each.unit.name))));
}

async function keep(build: Build, { unit, inputs }: Prepared, executable: string | undefined): Promise<void> {
  if (executable === undefined) return;
  const content = await readFile(executable);
  await rm(executable);
  if (content.byteLength > MAX_UNPACKED_BYTES) {
    build.failures.push(
      failureFrom(unit.name, `its executable has ${String(content.byteLength)} bytes; Lambda takes 250 MB`),
    );
    return;
  }
  const artifact = await storeArtifact(build.request.artifactsFolder, await packExecutableAside(content));
  build.artifacts.set(unit.name, artifact);
  build.memory.remember(unit.name, inputs, artifact);
  if (build.artifacts.size % 10 === 0) build.request.report(`  … ${String(build.artifacts.size)} handlers are ready`);
}
