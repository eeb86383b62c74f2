import { stat, writeFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { DeployError } from "../../model/errors";

/** Before anything is read: a page is made in seconds, and a wrong path is known at once. @throws DeployError USAGE */
export async function requireOutput(path: string): Promise<void> {
  const file = resolve(path);
  const kindOf = (one: string): Promise<string | null> =>
    stat(one).then(
      (found) => (found.isDirectory() ? "folder" : "file"),
      () => null,
    );
  if ((await kindOf(file)) === "folder") throw outputError(file, "it is a folder");
  if ((await kindOf(dirname(file))) !== "folder") throw outputError(file, `${dirname(file)} is not a folder`);
}

/**
 * Writes a page, for the user alone: error messages of AWS have names and ARNs.
 * @returns its absolute path
 * @throws DeployError USAGE
 */
export async function writeReport(path: string, html: string): Promise<string> {
  const file = resolve(path);
  try {
    await writeFile(file, html, { mode: 0o600 });
    return file;
  } catch (error) {
    throw outputError(file, (error as Error).message);
  }
}

function outputError(file: string, reason: string): DeployError {
  return new DeployError(
    "USAGE",
    `The report cannot be written to ${file}: ${reason}. Nothing was changed.`,
    "Name a file in a folder that exists: `--output report.html`.",
  );
}
