import type { StageName } from "../../model/stage/name";
import { unreachable } from "../../model/errors";
import { planPromotion } from "../../automation/deployment/plans/promotion";
import { planRollback } from "../../automation/deployment/plans/rollback";
import { planUp } from "../../automation/deployment/plans/up";
import type { UpRequest } from "../../automation/deployment/request";
import type { Plan, Step } from "../../automation/deployment/step";
import { variantOf, type Variant } from "./releaseVariant";

/** One deployment of a rehearsal. */
export type Scenario = { readonly stage: StageName; readonly title: string } & (
  | { readonly kind: "up"; readonly variant?: Variant }
  | { readonly kind: "promote"; readonly from: StageName; readonly variant?: Variant }
  | { readonly kind: "rollback" }
);

/**
 * The whole pipeline: two releases through all stages, one that fails before it has traffic, one that fails with traffic,
 * and a manual rollback.
 */
export const PIPELINE: readonly Scenario[] = [
  { kind: "up", stage: "dev", variant: "previous", title: "The previous release on dev" },
  { kind: "promote", stage: "staging", from: "dev", title: "Promotion to staging" },
  { kind: "promote", stage: "production", from: "staging", title: "Promotion to production" },
  { kind: "up", stage: "dev", title: "The new release on dev" },
  { kind: "promote", stage: "staging", from: "dev", title: "Promotion to staging" },
  { kind: "promote", stage: "production", from: "staging", title: "Promotion to production" },
  { kind: "up", stage: "dev", variant: "unhealthy", title: "An unhealthy release on dev: automatic rollback expected" },
  {
    kind: "promote",
    stage: "production",
    from: "staging",
    variant: "fails-with-traffic",
    title: "A release on production that fails at 10 % of traffic: automatic rollback expected",
  },
  { kind: "rollback", stage: "production", title: "Manual rollback of production to the previous release" },
];

/** Deploys only these stages, one after the other, each with a build of its own. */
export function stageScenarios(stages: readonly StageName[]): readonly Scenario[] {
  return stages.map((stage) => ({ kind: "up", stage, title: `Stage ${stage}` }));
}

export function planScenario(scenario: Scenario, request: UpRequest): Plan<"release"> {
  switch (scenario.kind) {
    case "up":
      return withVariant(planUp(request), "build", scenario.variant);
    case "promote":
      return withVariant(planPromotion(request, scenario.from, { kind: "live" }), "fetch", scenario.variant);
    case "rollback":
      return planRollback(request, null);
    default:
      return unreachable(scenario);
  }
}

/** Replaces the release by its variant right after the step that provides it. */
function withVariant(plan: Plan<"release">, after: string, variant: Variant | undefined): Plan<"release"> {
  return variant === undefined ? plan : plan.insertAfter(after, variantStep(variant));
}

function variantStep(variant: Variant): Step<"release", "release"> {
  return {
    kind: "vary",
    params: { variant },
    description: `rehearse with the variant "${variant}" of the release`,
    run: ({ release }) => ({ kind: "done", gives: { release: variantOf(release, variant) } }),
  };
}

/** True for scenarios that must end in an automatic rollback. */
export function expectedToFail(scenario: Scenario): boolean {
  return (
    scenario.kind !== "rollback" && (scenario.variant === "unhealthy" || scenario.variant === "fails-with-traffic")
  );
}
