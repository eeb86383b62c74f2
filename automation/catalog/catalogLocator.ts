import { isDeepStrictEqual } from "node:util";
import { parseCatalog, type ParsedCatalog } from "../../model/catalog/parse/parseCatalog";
import type { Catalog } from "../../model/catalog/schema/catalog";
import type { CatalogLocator } from "../verification/subject";
import { catalogLocation, readCatalogFiles } from "./catalogFiles";

/**
 * Locates parts of a release's catalog in the working tree, where users fix them. Reads the tree on first use. Returns null
 * for a part that cannot be read, or that differs from the release.
 */
export function catalogLocator(root: string, released: Catalog): CatalogLocator {
  let tree: Promise<ParsedCatalog | null> | undefined;
  return async (path) => {
    const parsed = await (tree ??= readTree(root));
    if (parsed === null || !isDeepStrictEqual(valueAt(parsed.partial, path), valueAt(released, path))) return null;
    const { file, line } = parsed.locate(path);
    return `${file}:${String(line)}`;
  };
}

async function readTree(root: string): Promise<ParsedCatalog | null> {
  try {
    const { texts, paths } = await readCatalogFiles(await catalogLocation(root));
    return parseCatalog(texts, paths);
  } catch {
    return null;
  }
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (within, part) =>
      typeof within === "object" && within !== null ? (within as Record<PropertyKey, unknown>)[part] : undefined,
    value,
  );
}
