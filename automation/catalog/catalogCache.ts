import { createHash } from "node:crypto";
import { join } from "node:path";
import type { Catalog } from "../../model/catalog/schema/catalog";
import { readJson, writeWhole } from "../files";
import { catalogLocation, readCatalogFiles } from "./catalogFiles";

/** A catalog, with a digest of its files and of the program that read it. */
interface CachedCatalog {
  readonly key: string;
  readonly catalog: Catalog;
}

/**
 * The result of `readProjectCatalog`, cached. Reading and checking the YAML takes longer than compiling a handler, so a
 * catalog without errors is stored in `.build` and reused while program and files are the same.
 * @param program name of the compiled program; null: not compiled, so that nothing is cached
 * @throws DeployError as readProjectCatalog
 */
export async function cachedProjectCatalog(root: string, program = compiledProgramName(__filename)): Promise<Catalog> {
  if (program === null) return readCatalog(root);
  const { texts } = await readCatalogFiles(await catalogLocation(root));
  const key = createHash("sha256")
    .update(JSON.stringify([program, texts]))
    .digest("hex");
  const file = join(root, ".build", "catalog.json");
  const cached = (await readJson(file)) as CachedCatalog | null;
  if (cached?.key === key) return cached.catalog;
  const catalog = await readCatalog(root);
  // Without a cache the next command only takes longer.
  await writeWhole(file, JSON.stringify({ key, catalog } satisfies CachedCatalog)).catch(() => undefined);
  return catalog;
}

/** Loaded late: all rules of the catalog, which a cached one does not need. */
async function readCatalog(root: string): Promise<Catalog> {
  const { readProjectCatalog } = await import("./loadCatalog");
  return readProjectCatalog(root);
}

/** `bin/deploy` runs `dist/<digest of all sources>/automation/…`. */
export function compiledProgramName(file: string): string | null {
  return /[\\/]dist[\\/]([0-9a-f]{16})[\\/]/.exec(file)?.[1] ?? null;
}
