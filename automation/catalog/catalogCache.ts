import { createHash } from "node:crypto";
import { join } from "node:path";
import type { Catalog } from "../../model/catalog/schema/catalog";
import { compiledProgramName } from "../compiledProgram";
import { readCache, writeCache } from "../files";
import { catalogLocation, readCatalogFiles, type CatalogLocation } from "./catalogFiles";

/** A catalog without errors, with a digest of its files and of the program that read it. */
interface CachedCatalog {
  readonly key: string;
  readonly catalog: Catalog;
  /** Digest of the facts that it was checked with and has no errors by. */
  readonly checkedWith?: string;
}

/**
 * The result of `readProjectCatalog`, cached. Reading and checking the YAML takes longer than compiling a handler, so a
 * catalog without errors is stored in `.build` and reused while program and files are the same.
 * @param program name of the compiled program; null: not compiled, so that nothing is cached
 * @throws DeployError as readProjectCatalog
 */
export async function cachedProjectCatalog(root: string, program = compiledProgramName(__filename)): Promise<Catalog> {
  if (program === null) return readCatalog(root);
  const { cached, key } = await readCacheState(root, program);
  if (cached !== null) return cached.catalog;
  const catalog = await readCatalog(root);
  await writeCache(cacheFile(root), { key, catalog });
  return catalog;
}

/**
 * The result of `loadProjectCatalog`, cached: also while the facts about the backend's source and the stages' settings are the
 * same.
 * @throws DeployError as loadProjectCatalog
 */
export async function cachedCheckedCatalog(root: string, program = compiledProgramName(__filename)): Promise<Catalog> {
  if (program === null) return loadCheckedCatalog(root);
  const { cached, key, location } = await readCacheState(root, program);
  if (cached !== null && cached.checkedWith === (await factsDigest(location, cached.catalog))) return cached.catalog;
  const catalog = await loadCheckedCatalog(root);
  await writeCache(cacheFile(root), { key, catalog, checkedWith: await factsDigest(location, catalog) });
  return catalog;
}

async function factsDigest(location: CatalogLocation, catalog: Catalog): Promise<string> {
  const { readDecidingFacts } = await import("./catalogFacts");
  const { facts } = await readDecidingFacts(location, catalog);
  return digest(JSON.stringify(facts, (_key, value: unknown) => (value instanceof Map ? [...value] : value)));
}

interface CacheState {
  readonly location: CatalogLocation;
  readonly key: string;
  /** null: there is none of these files and this program */
  readonly cached: CachedCatalog | null;
}

async function readCacheState(root: string, program: string): Promise<CacheState> {
  const location = await catalogLocation(root);
  const { texts } = await readCatalogFiles(location);
  const key = digest(JSON.stringify([program, texts]));
  const cached = readCache(cacheFile(root)) as CachedCatalog | null;
  return { location, key, cached: cached?.key === key ? cached : null };
}

function cacheFile(root: string): string {
  return join(root, ".build", "catalog.json");
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** Loaded late: all rules of the catalog, which a cached one does not need. */
async function readCatalog(root: string): Promise<Catalog> {
  const { readProjectCatalog } = await import("./loadCatalog");
  return readProjectCatalog(root);
}

async function loadCheckedCatalog(root: string): Promise<Catalog> {
  const { loadProjectCatalog } = await import("./loadCatalog");
  return loadProjectCatalog(root);
}
