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
 * A few units that are compiled while Go lists what they are made of. The files that are known of them were read before the
 * compiler started; whether they are made of others now shows when they are listed.
 */
export interface EarlyCompilation {
  readonly units: readonly GoUnit[];
  readonly request: CompileRequest;
  readonly listed: Promise<ListedPackages>;
  readonly compiled: Promise<CompileResult>;
  /** Waits for the compiler, and removes what it wrote. */
  close(): Promise<void>;
}

interface ModuleCaches {
  readonly settings: HandlerBuildSettings;
  readonly buildCache: BuildCache;
  readonly fileCache: FileCache;
}

/** Starts to compile what changed of these units; null where nothing did, or too much for one run of the Go command. */
export async function compileEarly(known: ModuleCaches, units: readonly GoUnit[]): Promise<EarlyCompilation | null> {
  const kept = await Promise.all(units.map((unit) => cachedArtifact(known, unit)));
  const stale = units.filter((_unit, index) => kept[index] === null);
  const [batch, ...others] = splitIntoBatches(stale);
  const isKnown = stale.every(({ name }) => known.buildCache.get(name) !== undefined);
  if (batch === undefined || others.length > 0 || !isKnown) return null;
  const request = await createCompileRequest(known.settings);
  const listed = listPackages(request, batch);
  const compiled = compileBatch(request, batch, new Map());
  // Whoever asks for them learns of an error; nobody may.
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

/** Whether an early compilation is of just these units. */
export function compilesExactly({ units }: EarlyCompilation, stale: readonly GoUnit[]): boolean {
  const names = new Set(units.map(({ name }) => name));
  return stale.length === names.size && stale.every(({ name }) => names.has(name));
}

/** What was built of a unit, where it would be built from the same files again. */
export async function cachedArtifact(
  { settings: place, buildCache: memory, fileCache: cache }: ModuleCaches,
  unit: GoUnit,
): Promise<LocalArtifact | null> {
  const remembered = memory.get(unit.name);
  if (remembered === undefined) return null;
  // Read in any case: an early compilation relies on it.
  const now = await readInputs(remembered.inputs.places, cache);
  const { digest, size } = remembered;
  return haveSameContent(remembered.inputs, now) && (await hasArtifact(place.artifactsFolder, remembered))
    ? { digest, size }
    : null;
}

/** With a folder of its own, which the caller removes. */
export async function createCompileRequest(place: HandlerBuildSettings): Promise<CompileRequest> {
  const scratch = await temporaryFolder("build");
  return { ...place, variables: place.variables ?? {}, scratch };
}
