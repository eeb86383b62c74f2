import { readdir, readFile, stat } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import { MAX_FILE_LENGTH } from "../../model/catalog/parse/yamlText";
import { DeployError } from "../../model/errors";
import { backendFolder } from "../build/settings";

/** A character has at most 4 bytes in UTF-8: a larger file exceeds the limit in any case. */
const MAX_FILE_BYTES = 4 * MAX_FILE_LENGTH;

/**
 * Folders of a catalog. Where the backend's `catalog/` has `services/`, it is the whole catalog; otherwise its files replace
 * the project's files of the same names.
 */
export interface CatalogLocation {
  /** The project's folder, which has `catalog/`. */
  readonly root: string;
  /** The backend's folder, which may have `catalog/`; null: the project's catalog alone. */
  readonly backend: string | null;
}

/** The catalog's folders of a project. @throws DeployError CONFIG_UNREADABLE, CONFIG_INVALID */
export async function catalogLocation(root: string): Promise<CatalogLocation> {
  return { root, backend: resolve(root, await backendFolder(join(root, "Pulumi.yaml"))) };
}

export interface CatalogFiles {
  /** Text by name in the catalog: `catalog/services/users.yaml`. */
  readonly texts: Readonly<Record<string, string>>;
  /** Path by the same name: relative to the project where it is inside it, else absolute. */
  readonly paths: Readonly<Record<string, string>>;
}

/** Reads all YAML files of a catalog. @throws DeployError CATALOG_UNREADABLE */
export async function readCatalogFiles({ root, backend }: CatalogLocation): Promise<CatalogFiles> {
  const overlay = backend === null ? NO_FILES : await readFolder(root, join(backend, "catalog"), NO_FILES);
  if (Object.keys(overlay.texts).some((name) => name.startsWith("catalog/services/"))) return overlay;
  const own = await readFolder(root, join(root, "catalog"));
  return { texts: { ...own.texts, ...overlay.texts }, paths: { ...own.paths, ...overlay.paths } };
}

const NO_FILES: CatalogFiles = { texts: {}, paths: {} };

/** @param missing result where the folder does not exist @default an error */
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
      "Restore the folder: run `git checkout -- catalog` in its parent folder.",
      { cause: error },
    );
  }
}

export function displayPath(root: string, path: string): string {
  const within = relative(root, path);
  return within.startsWith("..") ? path : within.replaceAll("\\", "/");
}

async function readText(path: string): Promise<string> {
  const { size } = await stat(path);
  if (size > MAX_FILE_BYTES)
    throw new Error(`${path} has ${String(size)} bytes, which exceeds the limit of a catalog file`);
  return readFile(path, "utf8");
}
