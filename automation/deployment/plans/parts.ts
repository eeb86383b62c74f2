import {
  adoptStep,
  approveStep,
  artifactsStep,
  contractStep,
  expandStep,
  guardStep,
  migrateStep,
  previewStep,
  probeStep,
  recordStep,
  reviewStep,
  seedStep,
  shiftStep,
  unprotectInAwsStep,
  unprotectInStateStep,
  upStep,
  verifyStep,
} from "../lateSteps";
import type { PreviewProduct, Product } from "../deployment";
import type { Allowances, TrafficMode, UpRequest } from "../request";
import type { Plan } from "../step";

/** Products of every deployment that has its release. */
export type Released = "caller" | "engine" | "release";
/** Products of a previewed deployment. */
export type Previewed = Released | PreviewProduct;
/** Products of a finished deployment. */
export type Deployed = Previewed | "record" | "outputs";

/** The steps that follow in every deployment that has its release. */
export function change(plan: Plan<Released>, request: UpRequest, traffic: TrafficMode): Plan<Deployed> {
  return applied(approvedAndRecorded(previewed(plan, request), request), request, traffic);
}

export function previewed<Has extends Product>(
  plan: Plan<Has | Released>,
  { allow, adopt }: UpRequest,
): Plan<Has | Previewed> {
  return plan
    .addIf(adopt.length > 0, adoptStep(adopt))
    .addIf(allowsLosses(allow), unprotectInStateStep(allow))
    .add(previewStep)
    .add(guardStep(allow))
    .add(reviewStep("stop"))
    .add(artifactsStep);
}

export function approvedAndRecorded<Has extends Product>(
  plan: Plan<Has | Released>,
  { approved }: UpRequest,
): Plan<Has | Released | "record"> {
  return plan.addIf(!approved, approveStep).add(recordStep);
}

export function applied(plan: Plan<Previewed | "record">, { allow }: UpRequest, traffic: TrafficMode): Plan<Deployed> {
  const migrated = plan.addIf(allowsLosses(allow), unprotectInAwsStep(allow)).add(migrateStep("before"));
  return (
    trafficMoved(migrated, traffic)
      .add(upStep)
      // Data rolls forward only: a rollback writes no rows.
      .addIf(traffic !== "all at once", seedStep)
      .add(migrateStep("after"))
      .add(verifyStep)
  );
}

function allowsLosses({ delete: deletions, replace }: Allowances): boolean {
  return deletions.length + replace.length > 0;
}

/**
 * Runs both releases side by side while traffic shifts. A rollback does so where functions return, because routes change
 * phases before functions. Without a gradual rollout, only triggers of the user pool need it: their functions must exist
 * before Cognito calls them.
 */
export function trafficMoved(plan: Plan<Previewed | "record">, traffic: TrafficMode): Plan<Previewed | "record"> {
  const expanded = plan.add(expandStep(traffic));
  if (traffic !== "gradually") return expanded.add(contractStep);
  // New code may need rows before it has traffic.
  return expanded.add(seedStep).add(probeStep).add(shiftStep).add(contractStep);
}
