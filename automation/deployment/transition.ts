import type { FunctionId } from "../../model/catalog/functions";
import { addedTriggerFunctions, cognitoCallees, expansion, type StageRelease } from "../../model/release/expansion";
import { assertPoliciesFit } from "../../model/release/expansionPolicies";
import type { Change } from "../engine/changes/change";
import type { Transition } from "../wiring";
import type { TrafficMode } from "./request";

const FUNCTION = "aws:lambda/function:Function";

/** Traffic and changes of a deployment. */
export interface Movement {
  readonly traffic: TrafficMode;
  /** Whether traffic is shifted gradually. */
  readonly moves: boolean;
  readonly changes: readonly Change[];
}

/** What differs while both releases share the stage; null where no expansion is needed. */
export function transitionOf(
  { traffic, moves, changes }: Movement,
  old: StageRelease,
  next: StageRelease,
): Transition | null {
  const called = changes.some(updatesUserPool) ? addedTriggerFunctions(old, next) : new Set<FunctionId>();
  const leads = traffic !== "as it comes" && routesToNewFunctions(changes);
  if (!moves && !leads && called.size === 0) return null;
  return {
    movedAliases: moves ? new Set() : called,
    cognitoCallees: cognitoCallees(old, next),
    ...(changes.some(replacesRole) ? { keepsRoles: true } : {}),
  };
}

/**
 * Roles of earlier versions of this program had another name. The engine removes them at the end of the `up` that replaces
 * them, so no version that still serves may need them.
 */
export function replacesRole({ type, kind }: Change): boolean {
  return kind === "replace" && type === "aws:iam/role:Role";
}

/** A function whose code changes, or an alias that an earlier deployment left on an old version. */
export function isNewVersion({ type, kind }: Change): boolean {
  return kind === "update" && (type === FUNCTION || type === "aws:lambda/alias:Alias");
}

/** Routes change in phase 4, and functions in later phases: a route must not point to a missing function. */
function routesToNewFunctions(changes: readonly Change[]): boolean {
  const isMade = changes.some(({ type, kind }) => type === FUNCTION && kind === "create");
  return isMade && changes.some(({ type, kind }) => type === "aws:apigatewayv2/api:Api" && kind === "update");
}

/** Cognito calls a trigger as soon as the pool has it, phases before the functions are deployed. */
export function updatesUserPool({ type, kind }: Change): boolean {
  return kind === "update" && type === "aws:cognito/userPool:UserPool";
}

/**
 * While both releases share the stage, a role has the grants of both. IAM would refuse a policy that is too large only
 * after migrations.
 * @throws DeployError CATALOG_INVALID
 */
export function assertExpansionFits(movement: Omit<Movement, "moves">, old: StageRelease, next: StageRelease): void {
  const moves = movement.traffic === "gradually" && movement.changes.some(isNewVersion);
  if (transitionOf({ ...movement, moves }, old, next) === null) return;
  assertPoliciesFit(expansion(old, next));
}
