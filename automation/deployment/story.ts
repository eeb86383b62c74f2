import type { StageName } from "../../model/stage/name";
import { unreachable } from "../../model/errors";
import { planPromotion, planRollback, planUp, type Step, type UpRequest } from "./steps";
import type { Variant } from "./variant";

/** One deployment of a rehearsal. */
export type Scene = { readonly stage: StageName; readonly title: string } & (
  | { readonly kind: "up"; readonly variant?: Variant }
  | { readonly kind: "promote"; readonly from: StageName }
  | { readonly kind: "rollback" }
);

/** The whole pipeline: two releases through all stages, one that is bad, and one taken back by hand. */
export const STORY: readonly Scene[] = [
  { kind: "up", stage: "dev", variant: "yesterday", title: "Yesterday's release on dev" },
  { kind: "promote", stage: "staging", from: "dev", title: "promoted to staging" },
  { kind: "promote", stage: "production", from: "staging", title: "promoted to production" },
  { kind: "up", stage: "dev", title: "Today's release on dev" },
  { kind: "promote", stage: "staging", from: "dev", title: "promoted to staging" },
  { kind: "promote", stage: "production", from: "staging", title: "promoted to production" },
  { kind: "up", stage: "dev", variant: "bad", title: "A bad release on dev, which has to roll back by itself" },
  { kind: "rollback", stage: "production", title: "Production back by hand, to yesterday's release" },
];

/** Stages alone: each built for and brought up, one after the other. */
export function bringUp(stages: readonly StageName[]): readonly Scene[] {
  return stages.map((stage) => ({ kind: "up", stage, title: `Stage ${stage}` }));
}

export function planScene(scene: Scene, request: UpRequest): readonly Step[] {
  switch (scene.kind) {
    case "up": {
      const { variant } = scene;
      if (variant === undefined) return planUp(request);
      return planUp(request).flatMap((step): readonly Step[] =>
        step.kind === "build" ? [step, { kind: "vary", variant }] : [step],
      );
    }
    case "promote":
      return planPromotion(request, scene.from, { kind: "live" });
    case "rollback":
      return planRollback(request, null);
    default:
      return unreachable(scene);
  }
}
