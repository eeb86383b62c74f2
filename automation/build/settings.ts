import { readFile } from "node:fs/promises";
import { arch } from "node:os";
import { join, resolve } from "node:path";
import { z } from "zod";
import { DeployError } from "../../model/errors";
import type { Stage } from "../../model/stage/stage";

/** The part of Pulumi.yaml that configures the backend's folder. */
const projectSchema = z.object({
  config: z.object({ "listbackup:backend": z.object({ value: z.string().min(1) }) }),
});

/**
 * Folder of the backend's Go module from LISTBACKUP_BACKEND or Pulumi.yaml; relative to the project.
 * @throws DeployError CONFIG_UNREADABLE, CONFIG_INVALID
 */
export async function backendFolder(projectFile: string): Promise<string> {
  const fromEnvironment = process.env["LISTBACKUP_BACKEND"];
  if (fromEnvironment !== undefined && fromEnvironment !== "") return fromEnvironment;
  const parsed = projectSchema.safeParse(await yamlValue(await projectText(projectFile)));
  if (!parsed.success) {
    throw new DeployError(
      "CONFIG_INVALID",
      "Pulumi.yaml does not configure the backend's folder: config key listbackup:backend, field value.",
      "Set it to the folder of the Go module that has cmd/handlers, for example rehearsal/backend.",
    );
  }
  return parsed.data.config["listbackup:backend"].value;
}

/** The same as an absolute path. @param root the project's folder */
export async function backendPath(root: string): Promise<string> {
  return resolve(root, await backendFolder(join(root, "Pulumi.yaml")));
}

async function projectText(file: string): Promise<string> {
  return readFile(file, "utf8").catch((error: unknown) => {
    throw new DeployError(
      "CONFIG_UNREADABLE",
      `${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
      "Restore it: `git checkout -- Pulumi.yaml`, or set LISTBACKUP_BACKEND.",
      { cause: error },
    );
  });
}

/** Loaded late: where the environment names the folder, nothing is parsed. */
async function yamlValue(text: string): Promise<unknown> {
  const { parse } = await import("yaml");
  try {
    return parse(text) as unknown;
  } catch (error) {
    throw new DeployError(
      "CONFIG_INVALID",
      `Pulumi.yaml is not valid YAML: ${error instanceof Error ? error.message : String(error)}`,
      "Fix it, or restore it: `git checkout -- Pulumi.yaml`.",
      { cause: error },
    );
  }
}

/** The emulator runs functions on this machine's processor, whatever the stage's architecture. */
export function buildArchitecture(stage: Stage | null, rehearsal: boolean): "arm64" | "x86_64" {
  if (rehearsal || stage?.rehearsal !== undefined) return arch() === "arm64" ? "arm64" : "x86_64";
  return stage?.functions.architecture ?? "arm64";
}
