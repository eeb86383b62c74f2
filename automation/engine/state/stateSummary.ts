import { isComponent } from "../changes/change";
import { pendingOperations, unreadUrns } from "../recovery/recoveryPlan";
import type { StackOutputs } from "../run/runResult";
import type { ExportedState } from "./exportedState";
import { hasSecret } from "./secretValues";

/** What a stack's state contains. */
export interface StateSummary {
  /** Resources of AWS, without components, providers and the stack itself. */
  readonly resources: number;
  /** Operations that a run began and did not finish. */
  readonly pending: readonly { readonly operation: string; readonly urn: string }[];
  /** All entries, components included: the engine's cost grows with them. */
  readonly entries: number;
}

/** @param state null: there is none */
export function summarizeState(state: ExportedState | null): StateSummary {
  if (state === null) return { resources: 0, entries: 0, pending: [] };
  const resources = state.deployment.resources ?? [];
  return {
    resources: resources.filter(({ type }) => !isComponent(type)).length,
    entries: resources.length,
    pending: [
      ...pendingOperations(state).map(({ type, resource }) => ({ operation: type, urn: resource.urn })),
      ...unreadUrns(state).map((urn) => ({ operation: "reading", urn })),
    ],
  };
}

const STACK = "pulumi:pulumi:Stack";

/**
 * The stack's outputs, as the engine wrote them. Secrets stay encrypted; one anywhere in a value makes the whole output a secret, as
 * `pulumi stack output` has it. @param state null: there is none */
export function outputsInState(state: ExportedState | null): StackOutputs {
  const stack = state?.deployment.resources?.find(({ type }) => type === STACK);
  return Object.fromEntries(
    Object.entries(stack?.outputs ?? {}).map(([name, value]) => [name, { value, secret: hasSecret(value) }]),
  );
}
