import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { ChangedLines, Facts, StageSettingValues } from "../../model/catalog/check/rule";
import type { Catalog } from "../../model/catalog/schema/catalog";
import { STAGES } from "../../model/stage/name";
import { displayPath, type CatalogLocation } from "./catalogFiles";
import { changedLines } from "./changedLines";
import { readGoSource, type GoSourceResult } from "./goSource";
import { cachedStage } from "../stageCache";

/** What decides whether a catalog has errors, besides its files. */
export type DecidingFacts = Pick<Facts, "source" | "settings">;

/** @param catalog what could be read of it; null: nothing */
export async function readDecidingFacts(
  { root, backend }: CatalogLocation,
  catalog: Catalog | null,
): Promise<{ readonly facts: DecidingFacts; readonly source: GoSourceResult }> {
  const [source, settings] = await Promise.all([
    backend === null || catalog === null ? ({ kind: "absent" } as const) : readGoSource(root, backend, catalog),
    readSettings(root),
  ]);
  return { facts: { source: source.kind === "read" ? source.facts : null, settings }, source };
}

/** Lines that are new: where an error is reported, not whether. */
export async function readChangedLines({ root, backend }: CatalogLocation): Promise<readonly ChangedLines[]> {
  const folders = [root, ...(backend === null ? [] : [backend])].map((folder) => join(folder, "catalog"));
  const changed = await Promise.all(folders.map((folder) => changedLines(folder, (path) => displayPath(root, path))));
  // The folders are in one repository or in two.
  return [0, 1, 2].map((index) => new Map(changed.flatMap((one) => [...(one[index] ?? [])])));
}

/** Leaves out stages whose file is missing or invalid: commands on that stage report it. */
export async function readSettings(root: string): Promise<StageSettingValues | null> {
  const stages = await Promise.all(
    STAGES.map(async (name) => {
      const file = `Pulumi.${name}.yaml`;
      try {
        const { settings } = await cachedStage(root, name, file, await readFile(join(root, file), "utf8"));
        return [[file, new Map(Object.entries(settings))] as const];
      } catch {
        return [];
      }
    }),
  );
  const known = stages.flat();
  return known.length === 0 ? null : new Map(known);
}
