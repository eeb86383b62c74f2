import type { RestoreRequest } from "../restore/request";
import type { Deployed } from "./plan";
import type { UpRequest } from "./request";
import { Plan } from "./step";
import { approveStep } from "./steps/approve";
import { artifactsStep } from "./steps/artifacts";
import { backupSetStep } from "./steps/backupSet";
import { guardStep } from "./steps/guard";
import { migrateStep } from "./steps/migrate";
import { releasePreflightStep } from "./steps/preflight";
import { previewStep } from "./steps/preview";
import { parametersStep } from "./steps/parameters";
import { recordStep } from "./steps/record";
import { reviewStep } from "./steps/review";
import { restoredStep } from "./steps/restored";
import { seedStep } from "./steps/seed";
import { tablesStep } from "./steps/tables";
import { upStep } from "./steps/up";
import { verifyStep } from "./steps/verify";

/**
 * The steps of a restore: the release of a backup set with its data. Approval comes first: parameters and AWS's own backups are restored
 * before the preview, which plans with them.
 */
export function planRestore(request: UpRequest, wanted: RestoreRequest): Plan<Deployed> {
  const chosen = Plan.begin().add(releasePreflightStep("backup set", "taken")).add(backupSetStep(wanted));
  const recorded = chosen.addIf(!request.approved, approveStep).add(parametersStep).add(recordStep);
  const checked = recorded
    .add(tablesStep)
    .add(previewStep)
    .add(guardStep(request.allow))
    .add(reviewStep("stop"))
    .add(artifactsStep);
  return checked.add(upStep).add(seedStep).add(migrateStep("after")).add(verifyStep).add(restoredStep);
}
