import type { EngineEvent, OpType, StepEventMetadata } from "@pulumi/pulumi/automation";
import { phaseOfUrn, type PhaseId } from "../../../model/phases";
import type { ChangeKind } from "./changeKind";
import { dataLosses, type DataLoss } from "./dataLoss";
import type { IntendedInputs } from "../recovery/intendedInputs";

/** A change that a preview announces for one resource. */
export interface Change {
  readonly kind: ChangeKind;
  readonly urn: string;
  /** Pulumi type token, `aws:sqs/queue:Queue`. */
  readonly type: string;
  readonly name: string;
  readonly phase: PhaseId | null;
  /** Properties that differ; empty for a creation. */
  readonly properties: readonly string[];
  /** Data that it would delete. */
  readonly losses: readonly DataLoss[];
}

/* A replacement has three steps, of which only `replace` is counted. Reads and no-ops change nothing. */
const KINDS: Partial<Record<OpType, ChangeKind>> = {
  create: "create",
  update: "update",
  replace: "replace",
  delete: "delete",
  import: "import",
  "import-replacement": "import",
};

/** The last part of a URN. */
export function nameOfUrn(urn: string): string {
  return urn.split("::").slice(3).join("::");
}

/** Components exist in the engine's state only: they count neither as changes nor as resources. */
export function isComponent(type: string): boolean {
  return /^(listbackup|awsx):/.test(type) || type === "pulumi:pulumi:Stack" || type.startsWith("pulumi:providers:");
}

/**
 * The change that a step of the engine makes in AWS; null where it makes none.
 * @param intended inputs of interrupted operations: data that these were to delete already does not count as a loss again
 */
export function changeOf(step: StepEventMetadata, intended: IntendedInputs = new Map()): Change | null {
  const kind = KINDS[step.op];
  if (kind === undefined || isComponent(step.type)) return null;
  const [type, name] = [step.type, nameOfUrn(step.urn)];
  const [old, next] = [step.old?.inputs ?? {}, step.new?.inputs ?? {}];
  const lossesFrom = (before: Readonly<Record<string, unknown>>): readonly DataLoss[] =>
    dataLosses({ kind, type, name, id: step.old?.id ?? "", old: before, new: next });
  const intendedInputs = intended.get(step.urn);
  const remaining = intendedInputs === undefined ? null : new Set(lossesFrom(intendedInputs).map((loss) => loss.name));
  return {
    kind,
    urn: step.urn,
    type,
    name,
    losses: lossesFrom(old).filter((loss) => remaining?.has(loss.name) !== false),
    phase: phaseOfUrn(step.urn),
    properties:
      Object.keys(step.detailedDiff ?? {}).length > 0 ? Object.keys(step.detailedDiff ?? {}) : (step.diffs ?? []),
  };
}

/** All changes that a run's events announce, in the engine's order. */
export function changesOf(events: readonly EngineEvent[], intended?: IntendedInputs): readonly Change[] {
  const steps = events.flatMap(({ resourcePreEvent }) => resourcePreEvent?.metadata ?? []);
  const replaced = new Set(steps.flatMap(({ op, urn }) => (op === "replace" ? [urn] : [])));
  return steps.flatMap((step) => {
    const isLeftOver = step.op === "delete-replaced" && !replaced.has(step.urn);
    const change = isLeftOver ? leftoverDeletion(step) : changeOf(step, intended);
    return change === null ? [] : [change];
  });
}

/**
 * The deletion of a resource that an earlier, interrupted run had replaced. It is no data loss: the guard accepted the
 * replacement in that run.
 */
function leftoverDeletion(step: StepEventMetadata): Change | null {
  const change = changeOf({ ...step, op: "delete" });
  return change === null ? null : { ...change, losses: [] };
}

export type ChangeCounts = Readonly<Record<ChangeKind, number>>;

export function countChanges(changes: readonly Change[]): ChangeCounts {
  const counts = { create: 0, update: 0, replace: 0, delete: 0, import: 0 };
  for (const change of changes) counts[change.kind] += 1;
  return counts;
}
