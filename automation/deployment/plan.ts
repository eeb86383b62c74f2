import type { Override } from "../../model/release/record";
import type { Rollout } from "../../model/stage/rollout";
import type { StageName } from "../../model/stage/name";
import type { Release } from "../../model/release/release";

/** One step of a deployment. The list is made before anything runs; `--dry-run` prints it. */
export type Step =
  | {
      readonly kind: "preflight";
      readonly catalog: CatalogSource;
      readonly lease: "taken" | "not needed";
      /** Whether functions without handler are refused before anything else. */
      readonly handlers: "checked" | "not needed";
    }
  | { readonly kind: "build"; readonly services: readonly string[]; readonly as: BuildFor }
  | { readonly kind: "vary"; readonly variant: string; readonly change: (release: Release) => Release }
  | { readonly kind: "accept" }
  | { readonly kind: "select" | "compose"; readonly services: readonly string[] }
  | { readonly kind: "restore"; readonly to: number | null; readonly services: readonly string[] }
  | { readonly kind: "fetch"; readonly from: StageName; readonly which: Wanted }
  | { readonly kind: "publish" }
  | { readonly kind: "unprotect"; readonly allow: Allowances; readonly where: "state" | "aws" }
  | { readonly kind: "preview" }
  | { readonly kind: "guard"; readonly allow: Allowances }
  | { readonly kind: "artifacts" }
  | { readonly kind: "approve" }
  | { readonly kind: "record" }
  | { readonly kind: "traffic"; readonly part: "check" | "move" }
  | { readonly kind: "migrate"; readonly when: "before" | "after" }
  | { readonly kind: "expand"; readonly traffic: TrafficMode }
  | { readonly kind: "seed" }
  | { readonly kind: "probe" | "shift" | "contract" }
  | { readonly kind: "up" }
  | { readonly kind: "verify" };

/** The stage whose settings decide what is built and what a failure means: the one that is deployed, or another. */
export type BuildFor = "target" | { readonly stage: StageName };

/** Whose catalog is deployed: the working tree's, another stage's release's, or that of a release which the stage had. */
export type CatalogSource = "working-tree" | "release" | "earlier release";

/** Which release of another stage: the live one, one by its id, or the newest whose content equals what was built. */
export type Wanted =
  { readonly kind: "live" } | { readonly kind: "id"; readonly id: number } | { readonly kind: "same-as-build" };

/** What the caller lets happen to resources that hold data, by the resource's name. */
export interface Allowances {
  readonly replace: readonly string[];
  readonly delete: readonly string[];
  /**
   * Parts of a resource that stays, such as an index. `all`: a rollback that nobody asked for takes away again the parts
   * that the failed deployment added. @default by name
   */
  readonly parts?: "by name" | "all";
}

/** What the automatic rollback may lose: no resource, whatever its user had allowed the deployment that failed. */
export const ROLLBACK_ALLOWANCES: Allowances = { replace: [], delete: [], parts: "all" };

export interface UpRequest {
  readonly stage: StageName;
  /** The only services that may change; empty: all. */
  readonly services: readonly string[];
  readonly allow: Allowances;
  /** Approved beforehand, on the command line. */
  readonly approved: boolean;
  /** Check the stage also when there is nothing to change. */
  readonly verify: boolean;
  /** Why; it is written down. */
  readonly reason: string | null;
  /** What the deployment is let past; it is written down. */
  readonly overrides: readonly Override[];
  /** How the stage moves traffic to new versions. */
  readonly rollout: Rollout["kind"];
  /** What follows a failure: back to the last good release, or a stop where it stands. */
  readonly onFailure: "roll-back" | "stop";
}

/**
 * What comes before the release itself: both releases stand, and traffic goes over while it is watched. A rollback lets
 * both stand too where functions come back, because routes change before the services do.
 */
const MOVING: Readonly<Record<TrafficMode, readonly Step[]>> = {
  gradually: [
    { kind: "expand", traffic: "gradually" },
    // New code may need rows before it has traffic.
    { kind: "seed" },
    { kind: "probe" },
    { kind: "shift" },
    { kind: "contract" },
  ],
  "all at once": [{ kind: "expand", traffic: "all at once" }, { kind: "contract" }],
  // Only where the user pool gets triggers: their functions must be there before it calls them.
  "as it comes": [{ kind: "expand", traffic: "as it comes" }, { kind: "contract" }],
};

/** The steps of an `up`, in order. */
export function planUp(request: UpRequest): readonly Step[] {
  const { services } = request;
  return [
    { kind: "preflight", catalog: "working-tree", lease: "taken", handlers: "checked" },
    ...ofServices("select", services),
    { kind: "build", services, as: "target" },
    { kind: "accept" },
    ...ofServices("compose", services),
    { kind: "publish" },
    ...change(request),
  ];
}

/** A step that only a deployment of some services has. */
function ofServices(kind: "select" | "compose", services: readonly string[]): readonly Step[] {
  return services.length === 0 ? [] : [{ kind, services }];
}

/** What comes first in a rollback: the whole of it is looked at before anything changes, or traffic goes back at once. */
export type RollbackOrder = "look first" | "traffic first";

/** The steps of a rollback. Nothing is built, and nothing of the working tree is used. */
export function planRollback(
  request: UpRequest,
  to: number | null,
  order: RollbackOrder = "look first",
): readonly Step[] {
  const { services, approved } = request;
  const start: readonly Step[] = [
    { kind: "preflight", catalog: "earlier release", lease: "taken", handlers: "not needed" },
    { kind: "restore", to, services },
  ];
  const back = change(request, "all at once");
  if (order === "look first") return [...start, ...back];
  const early: readonly Step["kind"][] = ["approve", "record"];
  return [
    ...start,
    { kind: "traffic", part: "check" },
    ...(approved ? [] : [{ kind: "approve" } as const]),
    { kind: "record" },
    { kind: "traffic", part: "move" },
    ...back.filter(({ kind }) => !early.includes(kind)),
  ];
}

/** The steps of a rollback that nobody asked for: what it goes back to is known, and needs no approval. */
export const AUTOMATIC_ROLLBACK: readonly Step[] = [
  { kind: "preview" },
  { kind: "guard", allow: ROLLBACK_ALLOWANCES },
  { kind: "artifacts" },
  { kind: "record" },
  { kind: "migrate", when: "before" },
  ...MOVING["all at once"],
  { kind: "up" },
  { kind: "verify" },
];

/** The steps of a promotion: what ran on another stage, same bytes. */
export function planPromotion(request: UpRequest, from: StageName, which: Wanted): readonly Step[] {
  return [
    ...(which.kind === "same-as-build"
      ? ([
          { kind: "preflight", catalog: "working-tree", lease: "taken", handlers: "not needed" },
          { kind: "build", services: [], as: { stage: from } },
        ] as const)
      : ([{ kind: "preflight", catalog: "release", lease: "taken", handlers: "not needed" }] as const)),
    { kind: "fetch", from, which },
    ...change(request),
  ];
}

/** The steps of a preview: nothing is written anywhere. */
export function planPreview({ services }: Pick<UpRequest, "services">): readonly Step[] {
  return [
    { kind: "preflight", catalog: "working-tree", lease: "not needed", handlers: "checked" },
    ...ofServices("select", services),
    { kind: "build", services, as: "target" },
    ...ofServices("compose", services),
    { kind: "preview" },
  ];
}

/** The steps of a preview of an older release. */
export function planReleasePreview({ services }: Pick<UpRequest, "services">, to: number): readonly Step[] {
  return [
    { kind: "preflight", catalog: "earlier release", lease: "not needed", handlers: "not needed" },
    { kind: "restore", to, services },
    { kind: "preview" },
  ];
}

/**
 * How traffic goes over: share by share; in one moment after functions that come back, as in a rollback; or with each
 * function's update.
 */
export type TrafficMode = "gradually" | "all at once" | "as it comes";

function trafficOf(rollout: Rollout["kind"]): TrafficMode {
  return rollout === "allAtOnce" ? "as it comes" : "gradually";
}

/** What every deployment does once it has its release. */
function change({ allow, approved, rollout }: UpRequest, traffic: TrafficMode = trafficOf(rollout)): readonly Step[] {
  const unprotect = (where: "state" | "aws"): readonly Step[] =>
    allow.delete.length + allow.replace.length === 0 ? [] : [{ kind: "unprotect", allow, where }];
  return [
    ...unprotect("state"),
    { kind: "preview" },
    { kind: "guard", allow },
    { kind: "artifacts" },
    ...(approved ? [] : [{ kind: "approve" } as const]),
    { kind: "record" },
    ...unprotect("aws"),
    { kind: "migrate", when: "before" },
    ...MOVING[traffic],
    { kind: "up" },
    // Data rolls forward only: a rollback writes no rows.
    ...(traffic === "all at once" ? [] : [{ kind: "seed" } as const]),
    { kind: "migrate", when: "after" },
    { kind: "verify" },
  ];
}
