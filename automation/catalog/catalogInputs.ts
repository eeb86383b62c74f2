import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { ChangedLines, Facts, StageSettingValues } from "../../model/catalog/check/rule";
import { parseCatalog, type ParsedCatalog } from "../../model/catalog/parse/parseCatalog";
import { STAGES } from "../../model/stage/name";
import { parseStage } from "../../model/stage/parse";
import { displayPath, readCatalogFiles, type CatalogLocation } from "./catalogFiles";
import { changedLines } from "./changedLines";
import { readGoSource, type GoSourceResult } from "./goSource";

export async function readAndParse(location: CatalogLocation): Promise<ParsedCatalog> {
  const { texts, paths } = await readCatalogFiles(location);
  return parseCatalog(texts, paths);
}

interface CatalogInputs {
  readonly parsed: ParsedCatalog;
  readonly facts: Facts;
  readonly source: GoSourceResult;
}

/** Reads the catalog and all facts that it is checked with: the same for `check` and for a deployment. */
export async function readCatalogInputs(location: CatalogLocation): Promise<CatalogInputs> {
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
  // The folders are in one repository or in two.
  return [0, 1, 2].map((index) => new Map(changed.flatMap((one) => [...(one[index] ?? [])])));
}

/** Leaves out stages whose file is missing or invalid: commands on that stage report it. */
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
