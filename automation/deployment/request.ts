import type { AdoptionRequest } from "../engine/adoption/adoption";
import type { Override } from "../../model/release/record";
import type { StageName } from "../../model/stage/name";
import type { Rollout } from "../../model/stage/rollout";

/** The stage whose settings the build uses: the deployed one, or another. */
export type BuildFor = "target" | { readonly stage: StageName };

/** Source of the catalog: the working tree, a release of another stage, an earlier release of this stage, or a backup set. */
export type CatalogSource = "working-tree" | "release" | "earlier release" | "backup set";

/** Which release of another stage: the live one, one by its id, or the newest with the content of this build. */
export type Wanted =
  { readonly kind: "live" } | { readonly kind: "id"; readonly id: number } | { readonly kind: "same-as-build" };

/** Losses of data that the caller allows, by resource name. */
export interface Allowances {
  readonly replace: readonly string[];
  readonly delete: readonly string[];
  /**
   * Parts of a resource, such as an index. `all`: an automatic rollback removes the parts that the failed deployment
   * added, and the access logs of additional APIs. @default by name
   */
  readonly parts?: "by name" | "all";
}

/** Losses that an automatic rollback allows: no resource, whatever the failed deployment was allowed. */
export const ROLLBACK_ALLOWANCES: Allowances = { replace: [], delete: [], parts: "all" };

export interface UpRequest {
  readonly stage: StageName;
  /** The only services that may change; empty: all. */
  readonly services: readonly string[];
  readonly allow: Allowances;
  /** Resources in AWS to take over before the preview. */
  readonly adopt: readonly AdoptionRequest[];
  /** Approved beforehand, on the command line. */
  readonly approved: boolean;
  /** Have Pulumi preview even if nothing changed since the live release, or the stage is empty. */
  readonly full: boolean;
  /** Verify the stage even without changes. */
  readonly verify: boolean;
  /** Recorded. */
  readonly reason: string | null;
  /** Checks that the deployment overrides; recorded. */
  readonly overrides: readonly Override[];
  /** How the stage moves traffic to new versions. */
  readonly rollout: Rollout["kind"];
  /** After a failure: roll back to the last good release, or stop. */
  readonly onFailure: "roll-back" | "stop";
}

/** Whether the request itself may change something, or says so. */
export function asksPulumi({ full, allow, adopt }: UpRequest): boolean {
  return full || allow.delete.length + allow.replace.length > 0 || adopt.length > 0;
}

/**
 * Traffic mode: gradually; all at once after returning functions are up, as in a rollback; or with each function's
 * update (`as it comes`).
 */
export type TrafficMode = "gradually" | "all at once" | "as it comes";

export function trafficOf(rollout: Rollout["kind"]): TrafficMode {
  return rollout === "allAtOnce" ? "as it comes" : "gradually";
}
