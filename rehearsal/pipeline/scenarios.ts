import type { StageName } from "../../model/stage/name";
import { unreachable } from "../../model/errors";
import { planPromotion, planRollback, planUp } from "../../automation/deployment/plan";
import type { UpRequest } from "../../automation/deployment/request";
import type { Plan, Step } from "../../automation/deployment/step";
import { variantOf, type Variant } from "./releaseVariant";

/** One deployment of a rehearsal. */
export type Scene = { readonly stage: StageName; readonly title: string } & (
  | { readonly kind: "up"; readonly variant?: Variant }
  | { readonly kind: "promote"; readonly from: StageName; readonly variant?: Variant }
  | { readonly kind: "rollback" }
);

/**
 * The whole pipeline: two releases through all stages, one that is bad before it has traffic, one that is bad when it has
 * some, and one taken back by hand.
 */
export const STORY: readonly Scene[] = [
  { kind: "up", stage: "dev", variant: "yesterday", title: "Yesterday's release on dev" },
  { kind: "promote", stage: "staging", from: "dev", title: "promoted to staging" },
  { kind: "promote", stage: "production", from: "staging", title: "promoted to production" },
  { kind: "up", stage: "dev", title: "Today's release on dev" },
  { kind: "promote", stage: "staging", from: "dev", title: "promoted to staging" },
  { kind: "promote", stage: "production", from: "staging", title: "promoted to production" },
  { kind: "up", stage: "dev", variant: "bad", title: "A bad release on dev, which has to roll back by itself" },
  {
    kind: "promote",
    stage: "production",
    from: "staging",
    variant: "frail",
    title: "A release on production that fails with a tenth of the traffic, which has to return",
  },
  { kind: "rollback", stage: "production", title: "Production back by hand, to yesterday's release" },
];

/** Stages alone: each built for and brought up, one after the other. */
export function bringUp(stages: readonly StageName[]): readonly Scene[] {
  return stages.map((stage) => ({ kind: "up", stage, title: `Stage ${stage}` }));
}

export function planScene(scene: Scene, request: UpRequest): Plan<"release"> {
  switch (scene.kind) {
    case "up":
      return varied(planUp(request), "build", scene.variant);
    case "promote":
      return varied(planPromotion(request, scene.from, { kind: "live" }), "fetch", scene.variant);
    case "rollback":
      return planRollback(request, null);
    default:
      return unreachable(scene);
  }
}

/** The release is made another one as soon as it is there. */
function varied(plan: Plan<"release">, after: string, variant: Variant | undefined): Plan<"release"> {
  return variant === undefined ? plan : plan.insertAfter(after, varyStep(variant));
}

function varyStep(variant: Variant): Step<"release", "release"> {
  return {
    kind: "vary",
    params: { variant },
    description: `rehearse with a release that is ${variant}`,
    runMigration: ({ release }) => ({ kind: "done", gives: { release: variantOf(release, variant) } }),
  };
}

/** What has to roll back by itself. */
export function hasToFail(scene: Scene): boolean {
  return scene.kind !== "rollback" && (scene.variant === "bad" || scene.variant === "frail");
}
