import { DeployError } from "../../model/errors";
import type { StageName } from "../../model/stage/name";
import type { Context } from "../commands/command";
import { deployStage } from "../deployment/deployStage";
import { planPromotion } from "../deployment/plans/promotion";
import { planRollback } from "../deployment/plans/rollback";
import { planUp } from "../deployment/plans/up";
import { promotionSource } from "../deployment/promotionSource";
import type { UpRequest, Wanted } from "../deployment/request";
import type { Plan } from "../deployment/step";
import { deploymentSummary, type DeploymentSummary } from "../deployment/summary";
import { makeRequest } from "../deployment/upRequest";
import type { PromotionOptions, RollbackOptions, UpOptions } from "./options";

export async function runUp(context: Context, stage: StageName, options: UpOptions): Promise<DeploymentSummary> {
  const request = await requestOf(context, stage, options);
  const { release } = options;
  if (release === undefined) return deploy(context, request, planUp(request), "up");
  if (request.services.length === 0) return deploy(context, request, planRollback(request, release), "up");
  throw new DeployError(
    "USAGE",
    "`release` and `services` exclude each other.",
    "To deploy some services of a release: `rollback({ to, services })`.",
  );
}

export async function runPromotion(
  context: Context,
  stage: StageName,
  { from, release, ...options }: PromotionOptions,
): Promise<DeploymentSummary> {
  const request = await requestOf(context, stage, { ...options, verify: true });
  const source = await promotionSource(context.wiring.root, request, from ?? null);
  return deploy(context, request, planPromotion(request, source, wantedOf(release)), "promote");
}

function wantedOf(release: PromotionOptions["release"]): Wanted {
  if (release === undefined) return { kind: "live" };
  return release === "same-as-build" ? { kind: release } : { kind: "id", id: release };
}

export async function runRollback(
  context: Context,
  stage: StageName,
  { to, fast = false, ...options }: RollbackOptions,
): Promise<DeploymentSummary> {
  const request = await requestOf(context, stage, { ...options, verify: true });
  const plan = planRollback(request, to ?? null, fast ? "traffic first" : "look first");
  return deploy(context, request, plan, "rollback");
}

function requestOf({ wiring }: Context, stage: StageName, options: Omit<UpOptions, "release">): Promise<UpRequest> {
  return makeRequest(wiring.root, stage, {
    services: options.services ?? [],
    allow: { replace: options.allowReplace ?? [], delete: options.allowDelete ?? [] },
    adopt: options.adopt ?? [],
    // Without a function that approves, the call itself is the approval.
    approved: options.approve === undefined,
    full: options.full ?? false,
    verify: options.verify ?? false,
    reason: options.reason ?? "",
    overrides: options.overrides ?? [],
    onFailure: options.onFailure ?? "roll-back",
  });
}

/** @param command the command that does the same, for messages */
async function deploy(
  context: Context,
  request: UpRequest,
  plan: Plan<"release">,
  command: "up" | "promote" | "rollback",
): Promise<DeploymentSummary> {
  const started = performance.now();
  const { kind, deployment, times } = await deployStage(context, request, plan, ["bin/deploy", command, request.stage]);
  return deploymentSummary(kind, deployment, times, started);
}
