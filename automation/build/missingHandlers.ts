import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { CatalogFunction } from "../../model/catalog/functions";
import { codeFolder } from "../../model/catalog/code";
import { DeployError } from "../../model/errors";
import type { StageName } from "../../model/stage/name";
import { isFile } from "../files";

/** Functions whose folder does not exist in the backend. */
export async function missingHandlers(
  backend: string,
  functions: readonly CatalogFunction[],
): Promise<ReadonlySet<string>> {
  const folders = [...new Set(functions.map(({ spec }) => codeFolder(spec.handler)))];
  const exists = await Promise.all(folders.map((folder) => isFolder(join(backend, folder))));
  const missing = new Set(folders.filter((_folder, index) => exists[index] !== true));
  return new Set(functions.filter(({ spec }) => missing.has(codeFolder(spec.handler))).map(({ id }) => id));
}

/** @throws DeployError BACKEND_MISSING */
export async function assertBackendExists(backend: string): Promise<void> {
  if (await isFile(join(backend, "go.mod"))) return;
  throw new DeployError(
    "BACKEND_MISSING",
    `There is no Go module in ${backend}: the file go.mod is missing.`,
    "Set the backend's folder: config key listbackup:backend in Pulumi.yaml, or LISTBACKUP_BACKEND.",
  );
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

/** @throws DeployError HANDLERS_ABSENT with every function whose handler is missing */
export function assertNoneMissing(
  stage: StageName,
  functions: readonly CatalogFunction[],
  missing: ReadonlySet<string>,
): void {
  const refused = functions.filter(({ id }) => missing.has(id));
  if (refused.length === 0) return;
  const count = refused.length === 1 ? "1 function has" : `${String(refused.length)} functions have`;
  throw new DeployError(
    "HANDLERS_ABSENT",
    [
      `${stage} accepts no placeholders, and ${count} no handler. Nothing was changed:`,
      ...refused.map(({ id, spec }) => `  ${id} (${codeFolder(spec.handler)})`),
    ].join("\n"),
    `Write the handlers, or list the functions under listbackup:functions.absent in Pulumi.${stage}.yaml: they then have no route.`,
  );
}
