import { readFile, realpath, rm } from "node:fs/promises";
import { join } from "node:path";
import { inParallel } from "../../aws/parallel";
import { MAX_UNPACKED_BYTES, packExecutableInThread, storeArtifact, type LocalArtifact } from "../artifacts/artifact";
import {
  compileEarly,
  createCompileRequest,
  compilesExactly,
  cachedArtifact,
  type EarlyCompilation,
} from "./earlyCompilation";
import { failureAt, failureFrom, type BuildFailure } from "../buildFailure";
import type { HandlerBuildSettings } from "./handlerBuildSettings";
import {
  splitIntoBatches,
  compileBatch,
  compileShared,
  compileCacheKey,
  type CompileResult,
  type CompileRequest,
} from "./goCompile";
import { listPackages, type GoPackage, type ListedPackages } from "./goPackages";
import { readInputs, FileCache, haveSamePaths, type Inputs, type SourcePaths } from "../artifacts/inputs";
import { linkProblem } from "../artifacts/symbolicLinks";
import { BuildCache } from "../artifacts/buildCache";
import type { GoUnit } from "../units";

export interface HandlersRequest extends HandlerBuildSettings {
  readonly units: readonly GoUnit[];
  readonly report: (line: string) => void;
}

/** Results of a build by unit name. */
export interface UnitBuildResult {
  readonly artifacts: ReadonlyMap<string, LocalArtifact>;
  readonly built: readonly string[];
  readonly unchanged: readonly string[];
  readonly failures: readonly BuildFailure[];
}

/** Files of a module that are inputs of every package. */
const MODULE_FILES = ["go.mod", "go.sum"];

/** Go compiles in parallel itself; a second run uses the processors while the first one links. */
const PARALLEL_COMPILATIONS = 2;

/** An open module: its settings and caches, and the early compilation. */
export interface GoModuleBuild {
  readonly settings: HandlerBuildSettings;
  readonly buildCache: BuildCache;
  readonly fileCache: FileCache;
  readonly early: EarlyCompilation | null;
}

/** One build of one module: the request, and the results so far. */
interface HandlerBuild extends Omit<GoModuleBuild, "early"> {
  readonly request: HandlersRequest;
  readonly artifacts: Map<string, LocalArtifact>;
  readonly failures: BuildFailure[];
}

/**
 * Reads the caches of a module. Where only a few of its known units changed, it starts to compile them: the caller can do
 * other work meanwhile.
 * @param units @default all units in the cache
 */
export async function openModule(unresolved: HandlerBuildSettings, units?: readonly GoUnit[]): Promise<GoModuleBuild> {
  // Go prints real paths, without links.
  const settings = { ...unresolved, module: await realpath(unresolved.module) };
  const cacheKey = compileCacheKey(settings.architecture, settings.variables ?? {});
  const buildCache = await BuildCache.read(settings.cacheFile, cacheKey);
  const caches = { settings, buildCache, fileCache: new FileCache(settings.module) };
  return { ...caches, early: await compileEarly(caches, units ?? buildCache.goUnits()) };
}

/** Builds the handlers whose sources changed since the last build; runs no compiler where none did. */
export async function buildHandlers(unresolved: HandlersRequest, opened?: GoModuleBuild): Promise<UnitBuildResult> {
  const { early, ...caches } = opened ?? (await openModule(unresolved, unresolved.units));
  const request = { ...unresolved, module: caches.settings.module };
  const build: HandlerBuild = { ...caches, request, artifacts: new Map(), failures: [] };
  try {
    const cached = await Promise.all(request.units.map((unit) => cachedArtifact(caches, unit)));
    const stale = request.units.filter((_unit, index) => cached[index] === null);
    const unchanged = request.units.filter((_unit, index) => cached[index] !== null);
    request.units.forEach(({ name }, index) => {
      const artifact = cached[index];
      if (artifact !== null && artifact !== undefined) build.artifacts.set(name, artifact);
    });
    if (stale.length > 0) {
      request.onCompile?.();
      request.report(`Compiling ${String(stale.length)} of ${String(request.units.length)} handlers with Go …`);
      await compileStale(build, stale, early);
    }
    return {
      artifacts: build.artifacts,
      built: stale.map(({ name }) => name).filter((name) => build.artifacts.has(name)),
      unchanged: unchanged.map(({ name }) => name),
      failures: build.failures,
    };
  } finally {
    // Finished artifacts get into the cache even where an error stopped the build.
    await caches.buildCache.flushed();
    await early?.close();
  }
}

async function compileStale(
  build: HandlerBuild,
  all: readonly GoUnit[],
  early: EarlyCompilation | null,
): Promise<void> {
  const stale = await rejectBadLinks(build, all);
  if (stale.length === 0) return;
  if (early !== null && compilesExactly(early, stale)) {
    const [listed, compiled] = await Promise.all([early.listed, early.compiled]);
    if (await storeEarly(build, stale, listed, compiled)) return;
    await compileListed(build, early.request, stale, listed);
    return;
  }
  const request = await createCompileRequest(build.settings);
  try {
    await compileListed(build, request, stale, await listPackages(request, stale));
  } finally {
    await rm(request.scratch, { recursive: true, force: true });
  }
}

/** Returns the units whose folder Go can read; records a failure for the others. */
async function rejectBadLinks(build: HandlerBuild, units: readonly GoUnit[]): Promise<readonly GoUnit[]> {
  const failures = await Promise.all(
    units.map(async (unit) => linkFailure(build, unit, [unit.folder, ...(await build.fileCache.listing(unit.folder))])),
  );
  build.failures.push(...failures.filter((failure) => failure !== null));
  return units.filter((_unit, index) => failures[index] === null);
}

async function linkFailure(build: HandlerBuild, unit: GoUnit, names: readonly string[]): Promise<BuildFailure | null> {
  const problems = await Promise.all(names.map((name) => linkProblem(build.request.module, name)));
  const index = problems.findIndex((problem) => problem !== null);
  return index < 0 ? null : failureAt(unit.name, names[index] ?? unit.folder, problems[index] ?? "");
}

/** Stores the early result, if it was compiled from the packages that Go lists. @returns whether it was */
async function storeEarly(
  build: HandlerBuild,
  stale: readonly GoUnit[],
  { packages }: ListedPackages,
  compiled: CompileResult,
): Promise<boolean> {
  const prepared = await Promise.all(
    stale.map(async (unit) => {
      const goPackage = packages.get(unit.name);
      return goPackage === undefined ? null : prepareUnit(build, unit, goPackage);
    }),
  );
  const ready = prepared.filter((each) => each !== null && each.failure === null && hasSamePaths(build, each));
  if (ready.length < stale.length || (compiled.failures.length > 0 && stale.length > 1)) return false;
  await storeAll(build, ready as readonly PreparedUnit[], compiled);
  return true;
}

async function compileListed(
  build: HandlerBuild,
  request: CompileRequest,
  stale: readonly GoUnit[],
  { packages, failures, shared }: ListedPackages,
): Promise<void> {
  build.failures.push(...failures);
  const ready: PreparedUnit[] = [];
  for (const unit of stale) {
    const goPackage = packages.get(unit.name);
    if (goPackage === undefined) continue;
    const prepared = await prepareUnit(build, unit, goPackage);
    if (prepared.failure === null) ready.push(prepared);
    else build.failures.push(prepared.failure);
  }
  const batches = splitIntoBatches(ready.map(({ unit }) => unit));
  if (batches.length > 1) await compileShared(request, shared);
  await inParallel(batches, PARALLEL_COMPILATIONS, async (batch) => {
    const compiled = await compileBatch(request, batch, packages);
    const own = ready.filter(({ unit }) => batch.includes(unit));
    await storeAll(build, own, compiled);
  });
}

interface PreparedUnit {
  readonly unit: GoUnit;
  readonly inputs: Inputs;
  readonly failure: BuildFailure | null;
}

/** Reads a unit's files before the compiler does: a file that changes meanwhile makes the next build compile again. */
async function prepareUnit(build: HandlerBuild, unit: GoUnit, goPackage: GoPackage): Promise<PreparedUnit> {
  const inputs = await readInputs(sourcePathsOf(unit, goPackage), build.fileCache);
  return { unit, inputs, failure: await linkFailure(build, unit, Object.keys(inputs.files)) };
}

function sourcePathsOf(unit: GoUnit, { directories, embedded }: GoPackage): SourcePaths {
  if (unit.sources === null)
    return { directories: [...directories], embedded: [...embedded], single: [...MODULE_FILES] };
  return {
    directories: directories.filter((directory) => directory !== unit.folder),
    embedded: [...embedded],
    single: [...unit.sources.map((file) => join(unit.folder, file)), ...MODULE_FILES],
  };
}

/** Whether a unit has the same source paths as in the last build. */
function hasSamePaths({ buildCache }: HandlerBuild, { unit, inputs }: PreparedUnit): boolean {
  const cached = buildCache.get(unit.name);
  return cached !== undefined && haveSamePaths(cached.inputs.places, inputs.places);
}

async function storeAll(
  build: HandlerBuild,
  prepared: readonly PreparedUnit[],
  compiled: CompileResult,
): Promise<void> {
  build.failures.push(...compiled.failures);
  await Promise.all(prepared.map((each) => storeExecutable(build, each, compiled.executables.get(each.unit.name))));
}

async function storeExecutable(
  build: HandlerBuild,
  { unit, inputs }: PreparedUnit,
  executable: string | undefined,
): Promise<void> {
  if (executable === undefined) return;
  const content = await readFile(executable);
  await rm(executable);
  if (content.byteLength > MAX_UNPACKED_BYTES) {
    build.failures.push(
      failureFrom(unit.name, `its executable has ${String(content.byteLength)} bytes; the limit of Lambda is 250 MB`),
    );
    return;
  }
  const artifact = await storeArtifact(build.request.artifactsFolder, await packExecutableInThread(content));
  build.artifacts.set(unit.name, artifact);
  build.buildCache.set(unit.name, inputs, artifact);
  if (build.artifacts.size % 10 === 0) build.request.report(`  … ${String(build.artifacts.size)} handlers built`);
}
