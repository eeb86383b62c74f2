import { readdir, readFile, stat } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import { checkCatalog, functionsWithoutHandler } from "../../model/catalog/check/checkCatalog";
import type { ChangedLines, Facts, StageSettingValues } from "../../model/catalog/check/rule";
import { countsLine } from "../../model/catalog/counts";
import type { Finding } from "../../model/catalog/finding";
import { parseCatalog, type ParsedCatalog } from "../../model/catalog/parse/parseCatalog";
import type { Catalog } from "../../model/catalog/schema/catalog";
import { MAX_FILE_LENGTH } from "../../model/catalog/parse/yamlText";
import { DeployError } from "../../model/errors";
import { STAGES } from "../../model/stage/name";
import { parseStage } from "../../model/stage/parse";
import { backendFolder } from "../build/settings";
import { changedLines } from "./changedLines";
import { readGoSource, type GoSourceResult } from "./goSource";

/** UTF-8 takes at most so many bytes for a character: a larger file is too large however it is read. */
const MAX_FILE_BYTES = 4 * MAX_FILE_LENGTH;

/**
 * Where a catalog is. A backend whose `catalog/` has `services/` describes itself whole; otherwise the files there take the
 * place of the project's of the same name.
 */
export interface CatalogLocation {
  /** The project's folder, which has `catalog/`. */
  readonly root: string;
  /** The backend's folder, which may have `catalog/`; null: the project's catalog alone. */
  readonly backend: string | null;
}

/** Where a project's catalog is. @throws DeployError CONFIG_UNREADABLE, CONFIG_INVALID */
export async function catalogLocation(root: string): Promise<CatalogLocation> {
  return { root, backend: resolve(root, await backendFolder(join(root, "Pulumi.yaml"))) };
}

export interface CatalogFiles {
  /** Text by name in the catalog: `catalog/services/users.yaml`. */
  readonly texts: Readonly<Record<string, string>>;
  /** Path by the same name: relative to the project where it is inside it, else absolute. */
  readonly paths: Readonly<Record<string, string>>;
}

/** Every YAML file of a catalog. @throws DeployError CATALOG_UNREADABLE */
export async function readCatalogFiles({ root, backend }: CatalogLocation): Promise<CatalogFiles> {
  const overlay = backend === null ? NO_FILES : await readFolder(root, join(backend, "catalog"), NO_FILES);
  if (Object.keys(overlay.texts).some((name) => name.startsWith("catalog/services/"))) return overlay;
  const own = await readFolder(root, join(root, "catalog"));
  return { texts: { ...own.texts, ...overlay.texts }, paths: { ...own.paths, ...overlay.paths } };
}

const NO_FILES: CatalogFiles = { texts: {}, paths: {} };

/** @param missing what it is where there is no such folder; left out: then it is unreadable */
async function readFolder(root: string, folder: string, missing?: CatalogFiles): Promise<CatalogFiles> {
  try {
    const entries = await readdir(folder, { recursive: true });
    const names = entries
      .map((entry) => entry.replaceAll("\\", "/"))
      .filter((entry) => /\.ya?ml$/.test(entry))
      .sort();
    const texts = await Promise.all(names.map((name) => readText(join(folder, name))));
    return {
      texts: Object.fromEntries(names.map((name, index) => [`catalog/${name}`, texts[index] ?? ""])),
      paths: Object.fromEntries(names.map((name) => [`catalog/${name}`, displayPath(root, join(folder, name))])),
    };
  } catch (error) {
    if (missing !== undefined && (error as NodeJS.ErrnoException).code === "ENOENT") return missing;
    throw new DeployError(
      "CATALOG_UNREADABLE",
      `The catalog in ${folder} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
      "Restore the folder: `git checkout -- catalog`, run in the folder that has it.",
      { cause: error },
    );
  }
}

function displayPath(root: string, path: string): string {
  const within = relative(root, path);
  return within.startsWith("..") ? path : within.replaceAll("\\", "/");
}

async function readText(path: string): Promise<string> {
  const { size } = await stat(path);
  if (size > MAX_FILE_BYTES) throw new Error(`${path} has ${String(size)} bytes, and the catalog is kilobytes`);
  return readFile(path, "utf8");
}

/**
 * A project's catalog, without the errors that `check` would report.
 * @throws DeployError as loadCatalog, CONFIG_UNREADABLE, CONFIG_INVALID
 */
export async function loadProjectCatalog(root: string): Promise<Catalog> {
  return loadCatalog(await catalogLocation(root));
}

/**
 * A project's catalog for commands that deploy nothing: without errors in its files, whatever the backend's source has.
 * @throws DeployError as loadCatalog, CONFIG_UNREADABLE, CONFIG_INVALID
 */
export async function readProjectCatalog(root: string): Promise<Catalog> {
  const parsed = await readAndParse(await catalogLocation(root));
  return assertNoErrors(parsed, checkCatalog(parsed));
}

/**
 * The catalog, without the errors that `check` would report.
 * @throws DeployError CATALOG_INVALID with its first errors, CATALOG_UNREADABLE
 */
export async function loadCatalog(location: CatalogLocation): Promise<Catalog> {
  const { parsed, facts } = await readCatalogInputs(location);
  return assertNoErrors(parsed, checkCatalog(parsed, facts));
}

function assertNoErrors({ catalog }: ParsedCatalog, findings: readonly Finding[]): Catalog {
  const errors = findings.filter(({ severity }) => severity === "error");
  if (catalog !== null && errors.length === 0) return catalog;
  const shown = errors.slice(0, 20).map(({ file, line, reason }) => `  ${file}:${String(line)} ${reason}`);
  const rest = errors.length > shown.length ? [`  … and ${String(errors.length - shown.length)} more`] : [];
  throw new DeployError(
    "CATALOG_INVALID",
    ["The catalog has errors:", ...shown, ...rest].join("\n"),
    "See them with what to do: `bin/deploy check`.",
  );
}

export interface CatalogReport {
  readonly findings: readonly Finding[];
  /** Functions that the backend's source has no handler for. No findings: stages have placeholders or do without. */
  readonly withoutHandler: readonly Finding[];
  /** `18 services, 151 functions, …`; empty where the catalog cannot be read. */
  readonly counts: string;
  /** Why the Go source was not checked, though it is there; null: it was, or there is none. */
  readonly sourceSkipped: string | null;
}

async function readAndParse(location: CatalogLocation): Promise<ParsedCatalog> {
  const { texts, paths } = await readCatalogFiles(location);
  return parseCatalog(texts, paths);
}

interface CatalogInputs {
  readonly parsed: ParsedCatalog;
  readonly facts: Facts;
  readonly source: GoSourceResult;
}

/** All that a catalog is checked with: `check` and a deployment see the same. */
async function readCatalogInputs(location: CatalogLocation): Promise<CatalogInputs> {
  const { root, backend } = location;
  const parsed = await readAndParse(location);
  const [source, settings, changed] = await Promise.all([
    backend === null || parsed.partial === null
      ? ({ kind: "absent" } as const)
      : readGoSource(root, backend, parsed.partial),
    readSettings(root),
    readChangedLines(location),
  ]);
  return { parsed, facts: { source: source.kind === "read" ? source.facts : null, settings, changed }, source };
}

async function readChangedLines({ root, backend }: CatalogLocation): Promise<readonly ChangedLines[]> {
  const folders = [root, ...(backend === null ? [] : [backend])].map((folder) => join(folder, "catalog"));
  const changed = await Promise.all(folders.map((folder) => changedLines(folder, (path) => displayPath(root, path))));
  // The files are in one repository or in two.
  return [0, 1, 2].map((index) => new Map(changed.flatMap((one) => [...(one[index] ?? [])])));
}

/**
 * Everything that is wrong with the catalog, also by the source of the backend and the stages' files.
 * @throws DeployError CATALOG_UNREADABLE
 */
export async function checkCatalogFiles(location: CatalogLocation): Promise<CatalogReport> {
  const { parsed, facts, source } = await readCatalogInputs(location);
  return {
    findings: checkCatalog(parsed, facts),
    withoutHandler: functionsWithoutHandler(parsed, facts),
    counts: parsed.catalog === null ? "" : countsLine(parsed.catalog),
    sourceSkipped: source.kind === "unread" ? source.reason : null,
  };
}

/** A stage whose file is missing or wrong is left out: that is reported where the stage is used. */
async function readSettings(root: string): Promise<StageSettingValues | null> {
  const stages = await Promise.all(
    STAGES.map(async (name) => {
      const file = `Pulumi.${name}.yaml`;
      try {
        const { settings } = parseStage(name, file, await readFile(join(root, file), "utf8"));
        return [[file, new Map(Object.entries(settings))] as const];
      } catch {
        return [];
      }
    }),
  );
  const known = stages.flat();
  return known.length === 0 ? null : new Map(known);
}
