import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";

/**
 * Beside each file of its state the engine keeps another with its attributes, which it writes in place: killed at that
 * moment it leaves half of one, and then cannot read the file either. Without one it can. The state itself is written aside
 * and moved, and is always whole.
 * @param folder of the state, as `file://` names it
 */
export async function removeTruncatedAttributes(folder: string, project: string, stack: string): Promise<void> {
  const home = join(folder, ".pulumi");
  const folders = [home, join(home, "stacks", project), join(home, "locks", "organization", project, stack)];
  for (const place of folders) {
    const names = await readdir(place).catch(() => []);
    const attributes = names.filter((name) => name.endsWith(".attrs")).map((name) => join(place, name));
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
