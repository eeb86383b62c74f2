import { readFile } from "node:fs/promises";
import { arch } from "node:os";
import { z } from "zod";
import { parse } from "yaml";
import { DeployError } from "../../model/errors";
import type { Stage } from "../../model/stage/stage";

/** The part of Pulumi.yaml that says where the backend's Go module is. */
const projectSchema = z.object({
  config: z.object({ "listbackup:backend": z.object({ value: z.string().min(1) }) }),
});

/**
 * Folder of the backend's Go module, as LISTBACKUP_BACKEND or Pulumi.yaml says; relative to the project.
 * @throws DeployError CONFIG_INVALID
 */
export async function backendFolder(projectFile: string): Promise<string> {
  const fromEnvironment = process.env["LISTBACKUP_BACKEND"];
  if (fromEnvironment !== undefined && fromEnvironment !== "") return fromEnvironment;
  const parsed = projectSchema.safeParse(parse(await readFile(projectFile, "utf8")));
  if (!parsed.success) {
    throw new DeployError(
      "CONFIG_INVALID",
      "Pulumi.yaml does not say where the backend is: config key listbackup:backend, field value.",
      "Set it to the folder of the Go module that has cmd/handlers, for example rehearsal/backend.",
    );
  }
  return parsed.data.config["listbackup:backend"].value;
}

/** The emulator runs functions on this machine's processor, whatever the stage says. */
export function buildArchitecture(stage: Stage | null, rehearsal: boolean): "arm64" | "x86_64" {
  if (rehearsal || stage?.rehearsal !== undefined) return arch() === "arm64" ? "arm64" : "x86_64";
  return stage?.functions.architecture ?? "arm64";
}
