import type { Facts } from "../../model/catalog/check/rule";
import { parseCatalog, type ParsedCatalog } from "../../model/catalog/parse/parseCatalog";
import { cachedParser } from "./yamlCache";
import { readChangedLines, readDecidingFacts } from "./catalogFacts";
import { readCatalogFiles, type CatalogLocation } from "./catalogFiles";
import type { GoSourceResult } from "./goSource";

export async function readAndParse(location: CatalogLocation): Promise<ParsedCatalog> {
  const { texts, paths } = await readCatalogFiles(location);
  const { parse, store } = cachedParser(location.root);
  const parsed = parseCatalog(texts, paths, parse);
  await store();
  return parsed;
}

interface CatalogInputs {
  readonly parsed: ParsedCatalog;
  readonly facts: Facts;
  readonly source: GoSourceResult;
}

/** Reads the catalog and all facts that it is checked with: the same for `check` and for a deployment. */
export async function readCatalogInputs(location: CatalogLocation): Promise<CatalogInputs> {
  const parsed = await readAndParse(location);
  const [{ facts, source }, changed] = await Promise.all([
    readDecidingFacts(location, parsed.partial),
    readChangedLines(location),
  ]);
  return { parsed, facts: { ...facts, changed }, source };
}
