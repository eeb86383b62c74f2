import { readdir, readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { checkCatalog } from "../../model/catalog/check/check";
import { countsLine } from "../../model/catalog/counts";
import type { Finding } from "../../model/catalog/finding";
import { parseCatalog } from "../../model/catalog/parse";
import type { Catalog } from "../../model/catalog/schema";
import { DeployError } from "../../model/errors";
import { readSourceFacts } from "./goSource";

/** Every YAML file below a folder, its text by name: `catalog/services/users.yaml`. @throws DeployError CATALOG_UNREADABLE */
export async function readCatalogFiles(folder: string): Promise<Readonly<Record<string, string>>> {
  try {
    const entries = await readdir(folder, { recursive: true });
    const names = entries.filter((entry) => entry.endsWith(".yaml")).sort();
    const texts = await Promise.all(names.map((name) => readFile(join(folder, name), "utf8")));
    return Object.fromEntries(names.map((name, index) => [`${basename(folder)}/${name}`, texts[index] ?? ""]));
  } catch (error) {
    throw new DeployError(
      "CATALOG_UNREADABLE",
      `The catalog in ${folder} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
      "Restore it: `git checkout -- catalog`.",
      { cause: error },
    );
  }
}

/** The catalog, known to be sound. @throws DeployError CATALOG_INVALID with its first defects */
export async function loadCatalog(folder: string): Promise<Catalog> {
  const parsed = parseCatalog(await readCatalogFiles(folder));
  const defects = checkCatalog(parsed, null).filter(({ severity }) => severity === "error");
  if (parsed.catalog !== null && defects.length === 0) return parsed.catalog;
  const shown = defects.slice(0, 20).map(({ file, line, reason }) => `  ${file}:${String(line)} ${reason}`);
  const rest = defects.length > shown.length ? [`  … and ${String(defects.length - shown.length)} more`] : [];
  throw new DeployError(
    "CATALOG_INVALID",
    ["The catalog has defects:", ...shown, ...rest].join("\n"),
    "See them with what to do: `bin/deploy check`.",
  );
}

export interface CatalogReport {
  readonly findings: readonly Finding[];
  /** `18 services, 151 functions, …`; empty where the catalog cannot be read. */
  readonly counts: string;
}

/** Everything that is wrong with the catalog. @param backend the Go module, for what only its source can tell */
export async function checkCatalogFolder(folder: string, backend?: string): Promise<CatalogReport> {
  const parsed = parseCatalog(await readCatalogFiles(folder));
  const source = backend === undefined ? null : await readSourceFacts(backend);
  return { findings: checkCatalog(parsed, source), counts: parsed.catalog === null ? "" : countsLine(parsed.catalog) };
}
