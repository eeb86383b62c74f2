import { DeployError } from "../../../model/errors";
import type { Program } from "../../wiring";
import { withRegistrations } from "../program/monitor";
import { urnOf } from "../program/registration";
import { holdsResources } from "../recovery/recoveryPlan";
import type { ExportedState } from "../state/exportedState";
import type { StackId } from "../state/project";

/** What an `up` may change at most. The engine holds to it. */
export type RunLimit =
  /** What a preview planned. The engine refuses every other operation. */
  | { readonly kind: "plan"; readonly file: string }
  /** Updates of the resources with these URNs. The engine leaves every other resource as it is. */
  | { readonly kind: "updates"; readonly urns: readonly string[] }
  /** Creations of the resources with these URNs, in a state that has none. The engine does not learn of any other. */
  | { readonly kind: "creations"; readonly urns: readonly string[] };

/** As options of the SDK. @param limit undefined: it may change everything */
export function limitOptions(limit: RunLimit | undefined): { plan?: string; target?: string[] } {
  switch (limit?.kind) {
    case "plan":
      return { plan: limit.file };
    case "updates":
      return { target: [...limit.urns] };
    case "creations":
    case undefined:
      return {};
  }
}

/** A program that registers no resource beyond the limit. */
export function limitedProgram(program: Program, limit: RunLimit | undefined, stack: StackId): Program {
  if (limit?.kind !== "creations") return program;
  const urns = new Set(limit.urns);
  return withRegistrations(program, (request) => {
    const urn = urnOf(stack, request);
    return urns.has(urn) ? null : Promise.reject(new Error(`${urn} was not among the creations that were shown`));
  });
}

/**
 * @param state before the run
 * @throws DeployError STATE_MISMATCH where there would be more than creations: nothing was changed
 */
export function assertWithin(limit: RunLimit | undefined, state: ExportedState | null, stack: StackId): void {
  if (limit?.kind !== "creations" || !holdsResources(state)) return;
  throw new DeployError(
    "STATE_MISMATCH",
    `The state of ${stack.name} was empty when this deployment began, and has resources now: another program deploys to it. Nothing was changed.`,
    `See the status: \`bin/deploy status ${stack.name}\`. Then repeat the command: it previews the changes.`,
  );
}
