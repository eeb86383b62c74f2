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
  /** What to build. */
  readonly units: readonly GoUnit[];
  readonly report: (line: string) => void;
}

/** What came of units, by their names. */
export interface UnitBuildResult {
  readonly artifacts: ReadonlyMap<string, LocalArtifact>;
  readonly built: readonly string[];
  readonly unchanged: readonly string[];
  readonly failures: readonly BuildFailure[];
}

/** Files of a module that every package is built from. */
const MODULE_FILES = ["go.mod", "go.sum"];

/** Go compiles in parallel by itself; two at once fill the gaps when it links. */
const PARALLEL_COMPILATIONS = 2;

/** A module whose handlers are being built: what is known of it, and what is compiled already. */
export interface GoModuleBuild {
  readonly settings: HandlerBuildSettings;
  readonly buildCache: BuildCache;
  readonly fileCache: FileCache;
  readonly early: EarlyCompilation | null;
}

/** One build of one module: what is asked for, and what has come of it. */
interface HandlerBuild extends Omit<GoModuleBuild, "early"> {
  readonly request: HandlersRequest;
  readonly artifacts: Map<string, LocalArtifact>;
  readonly failures: BuildFailure[];
}

/**
 * Reads what is known of a module. Where only a few units changed of those that were built before, they are compiled at
 * once: a caller with other work to do need not wait for it.
 * @param units @default all that are remembered
 */
export async function openModule(asked: HandlerBuildSettings, units?: readonly GoUnit[]): Promise<GoModuleBuild> {
  // Go names folders as they really are, whatever links lead to them.
  const settings = { ...asked, module: await realpath(asked.module) };
  const cacheKey = compileCacheKey(settings.architecture, settings.variables ?? {});
  const buildCache = await BuildCache.read(settings.cacheFile, cacheKey);
  const caches = { settings, buildCache, fileCache: new FileCache(settings.module) };
  return { ...caches, early: await compileEarly(caches, units ?? buildCache.goUnits()) };
}

/** Builds the handlers whose sources changed since they were last built; calls no compiler where none did. */
export async function buildHandlers(asked: HandlersRequest, opened?: GoModuleBuild): Promise<UnitBuildResult> {
  const { early, ...known } = opened ?? (await openModule(asked, asked.units));
  const request = { ...asked, module: known.settings.module };
  const build: HandlerBuild = { ...known, request, artifacts: new Map(), failures: [] };
  try {
    const kept = await Promise.all(request.units.map((unit) => cachedArtifact(known, unit)));
    const stale = request.units.filter((_unit, index) => kept[index] === null);
    const unchanged = request.units.filter((_unit, index) => kept[index] !== null);
    request.units.forEach(({ name }, index) => {
      const artifact = kept[index];
      if (artifact !== null && artifact !== undefined) build.artifacts.set(name, artifact);
    });
    if (stale.length > 0) {
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
    // What is finished is remembered, also where something stopped the rest.
    await known.buildCache.flushed();
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

/** Units whose folder Go can read; the others have failed. */
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

/** Keeps what was compiled early, where that was made of what Go lists. @returns whether it was */
async function storeEarly(
  build: HandlerBuild,
  stale: readonly GoUnit[],
  { packages }: ListedPackages,
  compiled: CompileResult,
): Promise<boolean> {
  const prepared = await Promise.all(
    stale.map(async (unit) => {
      const known = packages.get(unit.name);
      return known === undefined ? null : prepareUnit(build, unit, known);
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
    const known = packages.get(unit.name);
    if (known === undefined) continue;
    const prepared = await prepareUnit(build, unit, known);
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

/** Reads a unit's files before the compiler does: one that changes meanwhile makes the next build compile again. */
async function prepareUnit(build: HandlerBuild, unit: GoUnit, known: GoPackage): Promise<PreparedUnit> {
  const inputs = await readInputs(sourcePathsOf(unit, known), build.fileCache);
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

/** Whether a unit is made of the same packages as when it was last built. */
function hasSamePaths({ buildCache: memory }: HandlerBuild, { unit, inputs }: PreparedUnit): boolean {
  const known = memory.get(unit.name);
  return known !== undefined && haveSamePaths(known.inputs.places, inputs.places);
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
      failureFrom(unit.name, `its executable has ${String(content.byteLength)} bytes; Lambda takes 250 MB`),
    );
    return;
  }
  const artifact = await storeArtifact(build.request.artifactsFolder, await packExecutableInThread(content));
  build.artifacts.set(unit.name, artifact);
  build.buildCache.set(unit.name, inputs, artifact);
  if (build.artifacts.size % 10 === 0) build.request.report(`  … ${String(build.artifacts.size)} handlers are ready`);
}
