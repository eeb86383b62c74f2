import { join } from "node:path";
import type { CatalogFunction } from "../../model/catalog/functions";
import { throwDiskError } from "./diskError";
import { packFolders } from "./folders/packFolders";
import { buildHandlers, type UnitBuildResult, type GoModuleBuild } from "./go/buildHandlers";
import { artifactsPath, handlerBuildSettings, type BuildRequestWithCatalog } from "./buildRequest";
import { unitOf, type FolderUnit, type GoUnit, type Unit } from "./units";

export interface BackendBuildResult extends UnitBuildResult {
  readonly contents: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Builds the units of functions, each once. */
export async function buildUnits(
  request: BuildRequestWithCatalog,
  module: GoModuleBuild,
  functions: readonly CatalogFunction[],
): Promise<BackendBuildResult> {
  const units = [...new Map(functions.map(({ spec }) => [unitOf(spec).name, unitOf(spec)])).values()];
  const report = request.report ?? (() => undefined);
  const [handlers, folders] = await Promise.all([
    buildHandlers({ ...handlerBuildSettings(request), units: units.filter(isGo), report }, module),
    packFolders({
      backend: request.backend,
      units: units.filter(isFolder),
      artifactsFolder: artifactsPath(request),
      cacheFile: join(request.root, ".build", "folders.json"),
    }),
  ]).catch(throwDiskError);
  return {
    artifacts: new Map([...handlers.artifacts, ...folders.artifacts]),
    built: [...handlers.built, ...folders.built],
    unchanged: [...handlers.unchanged, ...folders.unchanged],
    failures: [...handlers.failures, ...folders.failures],
    contents: folders.contents,
  };
}

function isGo(unit: Unit): unit is GoUnit {
  return unit.kind === "go";
}

function isFolder(unit: Unit): unit is FolderUnit {
  return unit.kind !== "go";
}
