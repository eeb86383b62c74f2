import {
  artifactsStep,
  guardStep,
  migrateStep,
  previewStep,
  recordStep,
  reviewStep,
  upStep,
  verifyStep,
} from "../lateSteps";
import { ROLLBACK_ALLOWANCES, type UpRequest } from "../request";
import { Plan } from "../step";
import { releasePreflightStep, type LeaseNeed } from "../steps/preflight";
import { restoreStep } from "../steps/restore";
import { checkTrafficStep, moveTrafficStep } from "../steps/traffic";
import {
  applied,
  approvedAndRecorded,
  change,
  previewed,
  trafficMoved,
  type Deployed,
  type Previewed,
  type Released,
} from "./parts";

/** What a rollback does first: preview everything, or shift traffic back (`--fast`). */
export type RollbackOrder = "look first" | "traffic first";

/** The steps of a rollback. The working tree is not used. */
export function planRollback(
  request: UpRequest,
  to: number | null,
  order: RollbackOrder = "look first",
): Plan<Deployed> {
  const restored = earlierRelease(request, to, "taken");
  if (order === "look first") return change(restored, request, "all at once");
  const moved = approvedAndRecorded(restored.add(checkTrafficStep), request).add(moveTrafficStep);
  return applied(previewed(moved, request), request, "all at once");
}

/** The steps of a preview of an older release. */
export function planReleasePreview(request: Pick<UpRequest, "services">, to: number): Plan<Previewed> {
  return earlierRelease(request, to, "not needed").add(previewStep).add(reviewStep("report"));
}

function earlierRelease(
  { services }: Pick<UpRequest, "services">,
  to: number | null,
  lease: LeaseNeed,
): Plan<Released> {
  return Plan.begin().add(releasePreflightStep("earlier release", lease)).add(restoreStep({ to, services }));
}

/** The steps of an automatic rollback: its release is selected already, and needs no approval. */
export function planAutomaticRollback(): Plan<Deployed> {
  const restored = Plan.begin<Released>();
  const guarded = restored.add(previewStep).add(guardStep(ROLLBACK_ALLOWANCES)).add(artifactsStep);
  const moved = trafficMoved(guarded.add(recordStep).add(migrateStep("before")), "all at once");
  return moved.add(upStep).add(verifyStep);
}
