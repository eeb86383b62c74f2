import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { DeployError } from "../../model/errors";

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
    throw new DeployError(
      "USAGE",
      `The report cannot be written to ${file}: ${(error as Error).message}. Nothing was changed.`,
      "Name a file in a folder that exists: `--output report.html`.",
    );
  }
}
