import { rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { temporaryFolder } from "../../tools/temporaryFolder";
import type { Deployment } from "./deployment";

/** For the engine's plan, inside a private folder: a plan holds the inputs of every resource. */
export async function planFile(): Promise<string> {
  return join(await temporaryFolder("plan"), "plan.json");
}

/** Deletes the plan of the last preview, where there is one. */
export async function deletePlan({ limit }: Deployment): Promise<void> {
  if (limit?.kind === "plan") await deletePlanFile(limit.file);
}

export async function deletePlanFile(file: string): Promise<void> {
  await rm(dirname(file), { recursive: true, force: true });
}
