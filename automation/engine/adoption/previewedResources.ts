import type { EngineEvent, StepEventStateMetadata } from "@pulumi/pulumi/automation";
import { nameOfUrn } from "../changes/change";
import type { StateInputs } from "../state/exportedState";

/** A resource, component or provider of the program, from a preview. */
export interface PreviewedResource {
  readonly urn: string;
  readonly type: string;
  readonly name: string;
  readonly custom: boolean;
  readonly parent: string;
  /** `URN::ID` of its provider; empty for a component. */
  readonly provider: string;
  /** Values that depend on other resources are UNKNOWN_VALUE, secrets are SECRET_VALUE. */
  readonly inputs: StateInputs;
  /** Whether the state has it already. */
  readonly exists: boolean;
}

/** What the engine writes for a value that is not known before the run. Source: `UnknownStringValue` of pulumi/sdk. */
const UNKNOWN_VALUES: ReadonlySet<unknown> = new Set([
  "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
]);
const SECRET_VALUE = "[secret]";

/** The resources of a program, in the order in which a preview's events name them. */
export function previewedResources(events: readonly EngineEvent[]): readonly PreviewedResource[] {
  const planned = new Map<string, PreviewedResource>();
  for (const { resourcePreEvent } of events) {
    const step = resourcePreEvent?.metadata;
    // A deletion has null here, although the SDK's type says undefined.
    const next = step?.new as StepEventStateMetadata | null | undefined;
    if (step === undefined || next === undefined || next === null) continue;
    const { urn, type } = step;
    const { custom = false, parent, provider, inputs } = next;
    planned.set(urn, {
      urn,
      type,
      name: nameOfUrn(urn),
      custom,
      parent,
      provider,
      inputs,
      exists: step.op !== "create",
    });
  }
  return [...planned.values()];
}

/** Whether a value, or a value within it, is known only in the run. */
export function holdsUnknown(value: unknown): boolean {
  return holds(value, (one) => UNKNOWN_VALUES.has(one));
}

/** Whether a value, or a value within it, is a secret. */
export function holdsSecret(value: unknown): boolean {
  return holds(value, (one) => one === SECRET_VALUE);
}

function holds(value: unknown, isWanted: (one: unknown) => boolean): boolean {
  if (isWanted(value)) return true;
  if (typeof value !== "object" || value === null) return false;
  return Object.values(value).some((one) => holds(one, isWanted));
}
