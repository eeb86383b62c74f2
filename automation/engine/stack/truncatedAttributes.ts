import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";

/**
 * Removes truncated .attrs files. The engine keeps one beside each file of its state and writes it in place: an engine that
 * is killed meanwhile leaves a truncated one, and then cannot read the file itself. Without the .attrs file it can. The
 * state itself is written to a temporary file and renamed, so it is never truncated.
 * @param folder folder of the `file://` backend
 */
export async function removeTruncatedAttributes(folder: string, project: string, stack: string): Promise<void> {
  const home = join(folder, ".pulumi");
  const folders = [home, join(home, "stacks", project), join(home, "locks", "organization", project, stack)];
  for (const parent of folders) {
    const names = await readdir(parent).catch(() => []);
    const attributes = names.filter((name) => name.endsWith(".attrs")).map((name) => join(parent, name));
    await Promise.all(
      attributes.map(async (file) => ((await isTruncated(file)) ? rm(file, { force: true }) : undefined)),
    );
  }
}

async function isTruncated(file: string): Promise<boolean> {
  try {
    JSON.parse(await readFile(file, "utf8"));
    return false;
  } catch (error) {
    return error instanceof SyntaxError;
  }
}
