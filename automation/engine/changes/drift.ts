import type { EngineEvent, StepEventMetadata, StepEventStateMetadata } from "@pulumi/pulumi/automation";
import { phaseOfUrn, type PhaseId } from "../../../model/phases";
import { SIGNATURE } from "../state/secretValues";
import { isComponent, nameOfUrn } from "./change";

/** A resource that differs from the state. */
export type Drift = DriftedResource & (ChangedProperties | { readonly kind: "vanished" });

interface DriftedResource {
  readonly urn: string;
  /** Pulumi type token, `aws:sqs/queue:Queue`. */
  readonly type: string;
  readonly name: string;
  readonly phase: PhaseId | null;
}

interface ChangedProperties {
  readonly kind: "changed";
  readonly properties: readonly DriftedProperty[];
}

/** One property and its values as text; `[secret]` for a secret, null where it is not set. */
interface DriftedProperty {
  /** `environment.variables.STAGE` */
  readonly path: string;
  readonly expected: string | null;
  readonly found: string | null;
}

/** Result of a refresh, from the engine's events. */
export interface DriftReport {
  readonly drifts: readonly Drift[];
  /** Number of resources that were read, with and without drift. */
  readonly checked: number;
}

/** One entry per resource, with the drifted properties of all sources; a vanished resource has none. */
export function mergeDrifts(drifts: readonly Drift[]): readonly Drift[] {
  const byUrn = new Map<string, Drift>();
  for (const drift of drifts) {
    const known = byUrn.get(drift.urn);
    const isBothChanged = known?.kind === "changed" && drift.kind === "changed";
    const merged = isBothChanged ? { ...known, properties: [...known.properties, ...drift.properties] } : drift;
    if (known?.kind !== "vanished") byUrn.set(drift.urn, merged);
  }
  return [...byUrn.values()];
}

export function driftOf(events: readonly EngineEvent[]): DriftReport {
  const read = events.flatMap(({ resOutputsEvent }) => {
    const step = resOutputsEvent?.metadata;
    return step === undefined || isComponent(step.type) ? [] : [step];
  });
  return { drifts: read.flatMap((step) => driftOfStep(step) ?? []), checked: read.length };
}

function driftOfStep(step: StepEventMetadata): Drift | null {
  const { urn, type } = step;
  const resource = { urn, type, name: nameOfUrn(urn), phase: phaseOfUrn(urn) };
  if (step.op === "delete") return { ...resource, kind: "vanished" };
  const paths = Object.keys(step.detailedDiff ?? {});
  const names = paths.length > 0 ? paths : (step.diffs ?? []);
  if (step.op !== "update" || names.length === 0) return null;
  const properties = names.map((path) => ({
    path,
    expected: valueAt(step.old, path),
    found: valueAt(step.new, path),
  }));
  return { ...resource, kind: "changed", properties };
}

const MAX_VALUE_LENGTH = 60;

function valueAt(state: StepEventStateMetadata | undefined, path: string): string | null {
  const value = pathSegments(path).reduce<unknown>((within, key) => memberOf(within, key), state?.inputs);
  if (value === undefined || value === null) return null;
  const text = typeof value === "string" ? value : JSON.stringify(value);
  if (text.includes(SIGNATURE) || text === "[secret]") return "[secret]";
  return text.length > MAX_VALUE_LENGTH ? `${text.slice(0, MAX_VALUE_LENGTH - 1)}…` : text;
}

function memberOf(value: unknown, key: string): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  if (SIGNATURE in value) return "[secret]";
  return (value as Readonly<Record<string, unknown>>)[key];
}

/** `a.b[0]["c.d"]` as its segments. */
function pathSegments(path: string): readonly string[] {
  return [...path.matchAll(/\["((?:[^"\\]|\\.)*)"\]|\[(\d+)\]|([^.[\]]+)/g)].map(
    ([, quoted, index, plain]) => quoted ?? index ?? plain ?? "",
  );
}
