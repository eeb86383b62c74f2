import { rm } from "node:fs/promises";
import { temporaryFolder } from "../../../tools/temporaryFolder";
import { hasArtifact, type LocalArtifact } from "../artifacts/artifact";
import { splitIntoBatches, compileBatch, type CompileResult, type CompileRequest } from "./goCompile";
import { listPackages, type ListedPackages } from "./goPackages";
import type { HandlerBuildSettings } from "./handlerBuildSettings";
import { readInputs, haveSameContent, type FileCache } from "../artifacts/inputs";
import type { BuildCache } from "../artifacts/buildCache";
import type { GoUnit } from "../units";

/**
 * Units that are compiled while Go lists their packages. Their known files were read before the compiler started; the
 * listing shows whether these are still all of their files.
 */
export interface EarlyCompilation {
  readonly units: readonly GoUnit[];
  readonly request: CompileRequest;
  readonly listed: Promise<ListedPackages>;
  readonly compiled: Promise<CompileResult>;
  /** Waits for the compiler, and removes its output folder. */
  close(): Promise<void>;
}

interface ModuleCaches {
  readonly settings: HandlerBuildSettings;
  readonly buildCache: BuildCache;
  readonly fileCache: FileCache;
}

/** Starts to compile the units that changed; null where none did, or more than one run of `go build` can compile. */
export async function compileEarly(caches: ModuleCaches, units: readonly GoUnit[]): Promise<EarlyCompilation | null> {
  const cached = await Promise.all(units.map((unit) => cachedArtifact(caches, unit)));
  const stale = units.filter((_unit, index) => cached[index] === null);
  const [batch, ...others] = splitIntoBatches(stale);
  const areAllKnown = stale.every(({ name }) => caches.buildCache.get(name) !== undefined);
  if (batch !== undefined) caches.settings.onCompile?.();
  if (batch === undefined || others.length > 0 || !areAllKnown) return null;
  const request = await createCompileRequest(caches.settings);
  const listed = listPackages(request, batch);
  const compiled = compileBatch(request, batch, new Map());
  // The caller handles errors of these promises, or does not use them.
  const settled = Promise.allSettled([listed, compiled]);
  return {
    units: batch,
    request,
    listed,
    compiled,
    async close() {
      await settled;
      await rm(request.scratch, { recursive: true, force: true });
    },
  };
}

/** Whether an early compilation consists of exactly these units. */
export function compilesExactly({ units }: EarlyCompilation, stale: readonly GoUnit[]): boolean {
  const names = new Set(units.map(({ name }) => name));
  return stale.length === names.size && stale.every(({ name }) => names.has(name));
}

/** The artifact of a unit from the cache; null where its files have changed. */
export async function cachedArtifact(
  { settings, buildCache, fileCache }: ModuleCaches,
  unit: GoUnit,
): Promise<LocalArtifact | null> {
  const cached = buildCache.get(unit.name);
  if (cached === undefined) return null;
  // Always read the files: an early compilation depends on it.
  const now = await readInputs(cached.inputs.places, fileCache);
  const { digest, size } = cached;
  return haveSameContent(cached.inputs, now) && (await hasArtifact(settings.artifactsFolder, cached))
    ? { digest, size }
    : null;
}

/** Creates a folder, which the caller removes. */
export async function createCompileRequest(settings: HandlerBuildSettings): Promise<CompileRequest> {
  const scratch = await temporaryFolder("build");
  return { ...settings, variables: settings.variables ?? {}, scratch };
}
