import type { StageName } from "../../model/stage/name";
import type { Product } from "./deployment";
import {
  ROLLBACK_ALLOWANCES,
  trafficOf,
  type Allowances,
  type TrafficMode,
  type UpRequest,
  type Wanted,
} from "./request";
import { Plan } from "./step";
import { acceptStep } from "./steps/accept";
import { adoptStep } from "./steps/adopt";
import { approveStep } from "./steps/approve";
import { artifactsStep } from "./steps/artifacts";
import { buildStep } from "./steps/build";
import { checklistStep } from "./steps/checklist";
import { compareStep } from "./steps/compare";
import { composeStep, selectStep } from "./steps/compose";
import { contractStep } from "./steps/contract";
import { expandStep } from "./steps/expand";
import { fetchSameStep, fetchStep } from "./steps/fetch";
import { guardStep } from "./steps/guard";
import { migrateStep } from "./steps/migrate";
import { preflightStep, releasePreflightStep, type LeaseNeed } from "./steps/preflight";
import { previewStep } from "./steps/preview";
import { probeStep } from "./steps/probe";
import { publishStep } from "./steps/publish";
import { recordStep } from "./steps/record";
import { reviewStep } from "./steps/review";
import { restoreStep } from "./steps/restore";
import { prepareRotationStep, writeRotationStep, type RotationOrder } from "./steps/rotate";
import { seedStep } from "./steps/seed";
import { shiftStep } from "./steps/shift";
import { checkTrafficStep, moveTrafficStep } from "./steps/traffic";
import { unprotectInAwsStep, unprotectInStateStep } from "./steps/unprotect";
import { upStep } from "./steps/up";
import { verifyStep } from "./steps/verify";

/** Products of every deployment that has its release. */
type Released = "caller" | "engine" | "release";
/** Products of a previewed deployment. */
type Previewed = Released | "program" | "limit" | "changes";
/** Products of a finished deployment. */
export type Deployed = Previewed | "record" | "outputs";

/** The steps of an `up`, in order. */
export function planUp(request: UpRequest): Plan<Deployed> {
  return change(
    fromWorkingTree(request, "taken").add(compareStep).add(checklistStep).add(publishStep),
    request,
    trafficOf(request.rollout),
  );
}

/** The steps of a preview: read-only. */
export function planPreview(request: Pick<UpRequest, "services">): Plan<Previewed> {
  return fromWorkingTree(request, "not needed").add(compareStep).add(previewStep).add(reviewStep("report"));
}

/** Builds a release. With services, these replace their counterparts in the live release. */
function fromWorkingTree(
  { services }: Pick<UpRequest, "services">,
  lease: LeaseNeed,
): Plan<Released | "artifactsFolder"> {
  const checked = Plan.begin().add(preflightStep(lease, "checked"));
  const accepts = lease === "taken";
  if (services.length === 0) return checked.add(buildStep([], "target")).addIf(accepts, acceptStep);
  const built = checked.add(selectStep(services)).add(buildStep(services, "target"));
  return built.addIf(accepts, acceptStep).add(composeStep(services));
}

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

/** The steps of a promotion: the same artifacts that another stage runs. */
export function planPromotion(request: UpRequest, from: StageName, which: Wanted): Plan<Deployed> {
  return change(fetched(from, which).add(compareStep).add(checklistStep), request, trafficOf(request.rollout));
}

function fetched(from: StageName, which: Wanted): Plan<Released> {
  if (which.kind !== "same-as-build")
    return Plan.begin().add(releasePreflightStep("release", "taken")).add(fetchStep(from, which));
  const compared = Plan.begin()
    .add(preflightStep("taken", "not needed"))
    .add(buildStep([], { stage: from }));
  return compared.add(fetchSameStep(from));
}

/** The steps of a rotation: the live release with another value of a parameter or secret. */
export function planRotation(request: UpRequest, order: RotationOrder): Plan<Deployed> {
  const prepared = Plan.begin().add(releasePreflightStep("earlier release", "taken")).add(prepareRotationStep(order));
  const recorded = approvedAndRecorded(previewed(prepared, request), request).add(writeRotationStep(order));
  return applied(recorded, request, trafficOf(request.rollout));
}

/** The steps of an automatic rollback: its release is selected already, and needs no approval. */
export function planAutomaticRollback(): Plan<Deployed> {
  const restored = Plan.begin<Released>();
  const guarded = restored.add(previewStep).add(guardStep(ROLLBACK_ALLOWANCES)).add(artifactsStep);
  const moved = trafficMoved(guarded.add(recordStep).add(migrateStep("before")), "all at once");
  return moved.add(upStep).add(verifyStep);
}

/** The steps that follow in every deployment that has its release. */
function change(plan: Plan<Released>, request: UpRequest, traffic: TrafficMode): Plan<Deployed> {
  return applied(approvedAndRecorded(previewed(plan, request), request), request, traffic);
}

function previewed<Has extends Product>(
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

function approvedAndRecorded<Has extends Product>(
  plan: Plan<Has | Released>,
  { approved }: UpRequest,
): Plan<Has | Released | "record"> {
  return plan.addIf(!approved, approveStep).add(recordStep);
}

function applied(plan: Plan<Previewed | "record">, { allow }: UpRequest, traffic: TrafficMode): Plan<Deployed> {
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
function trafficMoved(plan: Plan<Previewed | "record">, traffic: TrafficMode): Plan<Previewed | "record"> {
  const expanded = plan.add(expandStep(traffic));
  if (traffic !== "gradually") return expanded.add(contractStep);
  // New code may need rows before it has traffic.
  return expanded.add(seedStep).add(probeStep).add(shiftStep).add(contractStep);
}
