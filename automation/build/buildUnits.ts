import { join } from "node:path";
import type { CatalogFunction } from "../../model/catalog/functions";
import { diskError } from "./diskError";
import { packFolders } from "./folders/packFolders";
import { buildHandlers, type BuiltUnits, type OpenModule } from "./go/buildHandlers";
import { artifactsIn, placeOf, type ReadRequest } from "./buildRequest";
import { unitOf, type FolderUnit, type GoUnit, type Unit } from "./units";

export interface Units extends BuiltUnits {
  readonly contents: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Builds what functions are made from, each once. */
export async function buildUnits(
  request: ReadRequest,
  module: OpenModule,
  functions: readonly CatalogFunction[],
): Promise<Units> {
  const units = [...new Map(functions.map(({ spec }) => [unitOf(spec).name, unitOf(spec)])).values()];
  const report = request.report ?? (() => undefined);
  const [handlers, folders] = await Promise.all([
    buildHandlers({ ...placeOf(request), units: units.filter(isGo), report }, module),
    packFolders({
      backend: request.backend,
      units: units.filter(isFolder),
      artifactsFolder: artifactsIn(request),
      memoryFile: join(request.root, ".build", "folders.json"),
    }),
  ]).catch(diskError);
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
