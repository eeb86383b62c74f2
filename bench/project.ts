import { cpSync, mkdirSync, mkdtempSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { STAGES } from "../model/stage/name";

export const ROOT = join(__dirname, "..");

/** A copy of the project in a temporary folder, with the tools of this checkout: removed by the caller. */
export function makeProject(): string {
  const project = mkdtempSync(join(tmpdir(), "listbackup-bench-"));
  for (const file of ["catalog", "Pulumi.yaml", ...STAGES.map((stage) => `Pulumi.${stage}.yaml`)])
    cpSync(join(ROOT, file), join(project, file), { recursive: true });
  const programs = ["automation/build/placeholder", "automation/catalog/gofacts"];
  for (const shared of [".tools", "tools", "rehearsal/ministack", ...programs]) {
    mkdirSync(dirname(join(project, shared)), { recursive: true });
    symlinkSync(join(ROOT, shared), join(project, shared));
  }
  return project;
}
