import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** Code that runs in the Pulumi program. */
const CODE = ["components", "model"];
/** Versions of the libraries, of the AWS provider among them, and of Pulumi. */
const VERSIONS = ["package-lock.json", "tools/go.mod"];

/**
 * Digest of the Pulumi program by its content, so that it is equal on every machine.
 * @param root folder of this program's package-lock.json
 * @param folder the folder that the program runs from: compiled, or the same
 */
export async function programDigest(root: string, folder: string): Promise<string> {
  const code = (await Promise.all(CODE.map((name) => filesIn(folder, name)))).flat().sort();
  const files = [...code.map((file) => [folder, file] as const), ...VERSIONS.map((file) => [root, file] as const)];
  const contents = await Promise.all(files.map(([parent, file]) => readFile(join(parent, file))));
  const hash = createHash("sha256");
  files.forEach(([, file], index) => {
    const content = contents[index] ?? Buffer.alloc(0);
    hash.update(`${file}\0${String(content.length)}\0`).update(content);
  });
  return hash.digest("hex");
}

/** Code below a folder, relative to its parent; without source maps and declarations. */
async function filesIn(parent: string, name: string): Promise<readonly string[]> {
  const entries = await readdir(join(parent, name), { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && /(?<!\.d)\.[cm]?[jt]s$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name).slice(parent.length + 1));
}
