import { checkCatalog, functionsWithoutHandler } from "../../model/catalog/check/checkCatalog";
import { countsLine } from "../../model/catalog/counts";
import type { Finding } from "../../model/catalog/finding";
import type { ParsedCatalog } from "../../model/catalog/parse/parseCatalog";
import type { Catalog } from "../../model/catalog/schema/catalog";
import { DeployError } from "../../model/errors";
import { shortList } from "../shortList";
import { catalogLocation, type CatalogLocation } from "./catalogFiles";
import { readSettings } from "./catalogFacts";
import { readAndParse, readCatalogInputs } from "./catalogInputs";

/**
 * Loads a project's catalog. Fails on the errors that `check` reports.
 * @throws DeployError as loadCatalog, CONFIG_UNREADABLE, CONFIG_INVALID
 */
export async function loadProjectCatalog(root: string): Promise<Catalog> {
  return loadCatalog(await catalogLocation(root));
}

/**
 * Reads a project's catalog for commands that deploy nothing. Fails on errors in its files only, and does not read the
 * backend's source.
 * @throws DeployError as loadCatalog, CONFIG_UNREADABLE, CONFIG_INVALID
 */
export async function readProjectCatalog(root: string): Promise<Catalog> {
  const parsed = await readAndParse(await catalogLocation(root));
  return assertNoErrors(parsed, checkCatalog(parsed));
}

/**
 * Reads a project's catalog for the program of a stage: also fails where the file of a stage lacks a setting that functions read.
 * @throws DeployError as readProjectCatalog
 */
export async function readStageCatalog(root: string): Promise<Catalog> {
  const [parsed, settings] = await Promise.all([readAndParse(await catalogLocation(root)), readSettings(root)]);
  return assertNoErrors(parsed, checkCatalog(parsed, { source: null, settings, changed: [] }));
}

/**
 * Loads a catalog. Fails on the errors that `check` reports.
 * @throws DeployError CATALOG_INVALID with its first errors, CATALOG_UNREADABLE
 */
export async function loadCatalog(location: CatalogLocation): Promise<Catalog> {
  const { parsed, facts } = await readCatalogInputs(location);
  return assertNoErrors(parsed, checkCatalog(parsed, facts));
}

function assertNoErrors({ catalog }: ParsedCatalog, findings: readonly Finding[]): Catalog {
  const errors = findings.filter(({ severity }) => severity === "error");
  if (catalog !== null && errors.length === 0) return catalog;
  const lines = errors.map(({ file, line, reason }) => `${file}:${String(line)} ${reason}`);
  throw new DeployError(
    "CATALOG_INVALID",
    ["The catalog has errors:", ...shortList(lines, 20).map((line) => `  ${line}`)].join("\n"),
    "Run `bin/deploy check` to see all errors and their fixes.",
  );
}

export interface CatalogReport {
  readonly findings: readonly Finding[];
  /** Functions without a handler in the backend. These are no errors: stages use placeholders or leave them out. */
  readonly withoutHandler: readonly Finding[];
  /** `18 services, 151 functions, …`; empty where the catalog cannot be read. */
  readonly counts: string;
  /** Why existing Go source was not checked; null where it was, or where there is none. */
  readonly sourceSkipped: string | null;
}

/**
 * Checks the catalog, also against the backend's source and the stages' files.
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
