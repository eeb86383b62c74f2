import { createHash } from "node:crypto";
import { join } from "node:path";
import type { Catalog } from "../../model/catalog/schema/catalog";
import { readJson, writeWhole } from "../files";
import { catalogLocation, readCatalogFiles } from "./catalogFiles";
import { readProjectCatalog } from "./loadCatalog";

/** The program that read a catalog, and the files that it read it from. */
interface CachedCatalog {
  readonly key: string;
  readonly catalog: Catalog;
}

/**
 * A project's catalog as `readProjectCatalog` gives it. Reading and checking its YAML takes longer than compiling a handler,
 * so a catalog without errors is kept in `.build` and taken from there while program and files are the same.
 * @param program name of the compiled program; null: not compiled, and nothing is kept
 * @throws DeployError as readProjectCatalog
 */
export async function cachedProjectCatalog(root: string, program = compiledProgramName(__filename)): Promise<Catalog> {
  if (program === null) return readProjectCatalog(root);
  const { texts } = await readCatalogFiles(await catalogLocation(root));
  const key = createHash("sha256")
    .update(JSON.stringify([program, texts]))
    .digest("hex");
  const file = join(root, ".build", "catalog.json");
  const known = (await readJson(file)) as CachedCatalog | null;
  if (known?.key === key) return known.catalog;
  const catalog = await readProjectCatalog(root);
  // A cache that cannot be written costs time only.
  await writeWhole(file, JSON.stringify({ key, catalog } satisfies CachedCatalog)).catch(() => undefined);
  return catalog;
}

/** `dist/<digest of all sources>/automation/…` is how `bin/deploy` runs. */
export function compiledProgramName(file: string): string | null {
  return /[\\/]dist[\\/]([0-9a-f]{16})[\\/]/.exec(file)?.[1] ?? null;
}
