import type { Rollout } from "../../model/stage/rollout";
import type { StageName } from "../../model/stage/name";
import type { Product } from "./deployment";
import { ROLLBACK_ALLOWANCES, type Allowances, type TrafficMode, type UpRequest, type Wanted } from "./request";
import { Plan } from "./step";
import { acceptStep } from "./steps/accept";
import { approveStep } from "./steps/approve";
import { artifactsStep } from "./steps/artifacts";
import { buildStep } from "./steps/build";
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
import { restoreStep } from "./steps/restore";
import { seedStep } from "./steps/seed";
import { shiftStep } from "./steps/shift";
import { checkTrafficStep, moveTrafficStep } from "./steps/traffic";
import { unprotectInAwsStep, unprotectInStateStep } from "./steps/unprotect";
import { upStep } from "./steps/up";
import { verifyStep } from "./steps/verify";

/** What every deployment has once it knows its release. */
type Released = "caller" | "engine" | "release";
/** What the engine has said it would change. */
type Previewed = Released | "program" | "plan" | "changes";
/** What every deployment has in the end. */
type Deployed = Previewed | "record" | "outputs";

/** The steps of an `up`, in order. */
export function planUp(request: UpRequest): Plan<Deployed> {
  return change(fromWorkingTree(request, "taken").add(publishStep), request, trafficOf(request.rollout));
}

/** The steps of a preview: nothing is written anywhere. */
export function planPreview(request: Pick<UpRequest, "services">): Plan<Previewed> {
  return fromWorkingTree(request, "not needed").add(previewStep);
}

/** A release that is built. Some services come into the live release. Whose builds a stage accepts, its own file says. */
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

/** What comes first in a rollback: the whole of it is previewed before anything changes, or traffic goes back at once. */
export type RollbackOrder = "look first" | "traffic first";

/** The steps of a rollback. Nothing is built, and nothing of the working tree is used. */
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
  return earlierRelease(request, to, "not needed").add(previewStep);
}

function earlierRelease(
  { services }: Pick<UpRequest, "services">,
  to: number | null,
  lease: LeaseNeed,
): Plan<Released> {
  return Plan.begin().add(releasePreflightStep("earlier release", lease)).add(restoreStep({ to, services }));
}

/** The steps of a promotion: what ran on another stage, same bytes. */
export function planPromotion(request: UpRequest, from: StageName, which: Wanted): Plan<Deployed> {
  return change(fetched(from, which), request, trafficOf(request.rollout));
}

function fetched(from: StageName, which: Wanted): Plan<Released> {
  if (which.kind !== "same-as-build")
    return Plan.begin().add(releasePreflightStep("release", "taken")).add(fetchStep(from, which));
  const compared = Plan.begin()
    .add(preflightStep("taken", "not needed"))
    .add(buildStep([], { stage: from }));
  return compared.add(fetchSameStep(from));
}

/** The steps of a rollback that nobody asked for: what it goes back to is known, and needs no approval. */
export function planAutomaticRollback(): Plan<Deployed> {
  const restored = Plan.begin<Released>();
  const guarded = restored.add(previewStep).add(guardStep(ROLLBACK_ALLOWANCES)).add(artifactsStep);
  const moved = trafficMoved(guarded.add(recordStep).add(migrateStep("before")), "all at once");
  return moved.add(upStep).add(verifyStep);
}

function trafficOf(rollout: Rollout["kind"]): TrafficMode {
  return rollout === "allAtOnce" ? "as it comes" : "gradually";
}

/** What every deployment does once it has its release. */
function change(plan: Plan<Released>, request: UpRequest, traffic: TrafficMode): Plan<Deployed> {
  return applied(approvedAndRecorded(previewed(plan, request), request), request, traffic);
}

function previewed<Has extends Product>(plan: Plan<Has | Released>, { allow }: UpRequest): Plan<Has | Previewed> {
  return plan
    .addIf(allowsLosses(allow), unprotectInStateStep(allow))
    .add(previewStep)
    .add(guardStep(allow))
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
 * What comes before the release itself: both releases stand, and traffic goes over while it is watched. A rollback lets
 * both stand too where functions come back, because routes change before the services do. Where traffic comes as it comes,
 * that is only for a user pool that gets triggers: their functions must be there before it calls them.
 */
function trafficMoved(plan: Plan<Previewed | "record">, traffic: TrafficMode): Plan<Previewed | "record"> {
  const expanded = plan.add(expandStep(traffic));
  if (traffic !== "gradually") return expanded.add(contractStep);
  // New code may need rows before it has traffic.
  return expanded.add(seedStep).add(probeStep).add(shiftStep).add(contractStep);
}
