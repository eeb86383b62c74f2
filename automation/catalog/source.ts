import { readdir, readFile, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { checkCatalog, functionsWithoutHandler } from "../../model/catalog/check/check";
import type { StageSettingNames } from "../../model/catalog/check/rule";
import { countsLine } from "../../model/catalog/counts";
import type { Finding } from "../../model/catalog/finding";
import { parseCatalog } from "../../model/catalog/parse";
import type { Catalog } from "../../model/catalog/schema";
import { LARGEST_FILE } from "../../model/catalog/yamlText";
import { DeployError } from "../../model/errors";
import { STAGES } from "../../model/stage/name";
import { parseStage } from "../../model/stage/parse";
import { readSourceFacts } from "./goSource";

/** UTF-8 takes at most so many bytes for a character: a larger file is too large however it is read. */
const LARGEST_BYTES = 4 * LARGEST_FILE;

/** Every YAML file below a folder, its text by name: `catalog/services/users.yaml`. @throws DeployError CATALOG_UNREADABLE */
export async function readCatalogFiles(folder: string): Promise<Readonly<Record<string, string>>> {
  try {
    const entries = await readdir(folder, { recursive: true });
    const names = entries
      .map((entry) => entry.replaceAll("\\", "/"))
      .filter((entry) => /\.ya?ml$/.test(entry))
      .sort();
    const texts = await Promise.all(names.map((name) => readText(join(folder, name))));
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

async function readText(path: string): Promise<string> {
  const { size } = await stat(path);
  if (size > LARGEST_BYTES) throw new Error(`${path} has ${String(size)} bytes, and the catalog is kilobytes`);
  return readFile(path, "utf8");
}

/** The catalog, known to be sound. @throws DeployError CATALOG_INVALID with its first defects, CATALOG_UNREADABLE */
export async function loadCatalog(folder: string): Promise<Catalog> {
  const parsed = parseCatalog(await readCatalogFiles(folder));
  const defects = checkCatalog(parsed).filter(({ severity }) => severity === "error");
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
  /** Functions that the backend's source has no handler for. No findings: stages have placeholders or do without. */
  readonly withoutHandler: readonly Finding[];
  /** `18 services, 151 functions, …`; empty where the catalog cannot be read. */
  readonly counts: string;
}

/**
 * Everything that is wrong with the catalog.
 * @param folder the catalog; the stages' files are looked for beside it
 * @param backend the Go module, for what only its source can tell
 * @throws DeployError CATALOG_UNREADABLE
 */
export async function checkCatalogFolder(folder: string, backend?: string): Promise<CatalogReport> {
  const parsed = parseCatalog(await readCatalogFiles(folder));
  const facts = {
    source: backend === undefined ? null : await readSourceFacts(backend),
    settings: await readSettingNames(dirname(folder)),
  };
  return {
    findings: checkCatalog(parsed, facts),
    withoutHandler: functionsWithoutHandler(parsed, facts),
    counts: parsed.catalog === null ? "" : countsLine(parsed.catalog),
  };
}

/** A stage whose file is missing or wrong is left out: that is reported where the stage is used. */
async function readSettingNames(root: string): Promise<StageSettingNames | null> {
  const stages = await Promise.all(
    STAGES.map(async (name) => {
      const file = `Pulumi.${name}.yaml`;
      try {
        const { settings } = parseStage(name, file, await readFile(join(root, file), "utf8"));
        return [[file, new Set(Object.keys(settings))] as const];
      } catch {
        return [];
      }
    }),
  );
  const known = stages.flat();
  return known.length === 0 ? null : new Map(known);
}
