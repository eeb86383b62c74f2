import type { Override } from "../../model/release/record";
import type { StageName } from "../../model/stage/name";
import type { Rollout } from "../../model/stage/rollout";

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
 * How traffic goes over: share by share; in one moment after functions that come back, as in a rollback; or with each
 * function's update.
 */
export type TrafficMode = "gradually" | "all at once" | "as it comes";
