import type { RestoreRequest } from "../../restore/request";
import {
  approveStep,
  artifactsStep,
  guardStep,
  migrateStep,
  previewStep,
  recordStep,
  reviewStep,
  seedStep,
  upStep,
  verifyStep,
} from "../lateSteps";
import type { UpRequest } from "../request";
import { Plan } from "../step";
import { backupSetStep } from "../steps/backupSet";
import { parametersStep } from "../steps/parameters";
import { releasePreflightStep } from "../steps/preflight";
import { restoredStep } from "../steps/restored";
import { tablesStep } from "../steps/tables";
import type { Deployed } from "./parts";

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
