import { readFile } from "node:fs/promises";
import { z } from "zod";
import { holdsResources } from "../recovery/recoveryPlan";
import type { RunLimit } from "../run/runLimit";
import type { ExportedState } from "../state/exportedState";
import type { JournalHeader } from "./journal";

/** How a run is made safe against a kill. */
export type Safeguard =
  /** The engine saves its state once, at the end; the journal has what it may have begun. */
  | { readonly kind: "journal"; readonly planned: PlannedRun }
  /** The engine saves its state before and after each operation. */
  | { readonly kind: "checkpoints"; readonly because: string };

/** What a stage's runs use where both are possible. */
export const DEFAULT_SAFEGUARD: Safeguard["kind"] = "journal";

/** What a run may do. */
export interface PlannedRun extends Pick<JournalHeader, "deletions"> {
  /** What may happen to a registered resource; `same`: nothing, so it is not in the journal. */
  readonly operationOf: (urn: string) => PlannedOperation;
}

export type PlannedOperation = "create" | "update" | "replace" | "same";

/** Types whose interrupted operations only the engine's own checkpoints make safe, with the reason. */
const CHECKPOINTED_TYPES: Readonly<Record<string, string>> = {};

/** Operations of the engine's plan that begin without a registration. */
const DELETION = /delete|discard/;
/** Steps after which the state has a resource that AWS did not get from this run. */
const IMPORT = /^import/;

/** `apitype.DeploymentPlanV1`, which the CLI writes. */
const planSchema = z.object({
  manifest: z.looseObject({}),
  resourcePlans: z
    .record(
      z.string(),
      z.object({
        goal: z.object({ type: z.string(), custom: z.boolean(), provider: z.string().optional() }).nullish(),
        steps: z.array(z.string()).nullish(),
      }),
    )
    .optional(),
});

type ResourcePlans = NonNullable<z.infer<typeof planSchema>["resourcePlans"]>;

/**
 * Chooses how an `up` is made safe.
 * @param limit undefined: it may change everything
 * @param state before the run
 */
export async function safeguardOfUp(limit: RunLimit | undefined, state: ExportedState | null): Promise<Safeguard> {
  switch (limit?.kind) {
    case "plan":
      return safeguardOfPlan(JSON.parse(await readFile(limit.file, "utf8")));
    case "updates":
      return safeguardOfUpdates(limit.urns);
    case "creations":
    case undefined:
      // Only the first deployment is known: it creates everything.
      if (holdsResources(state)) return { kind: "checkpoints", because: "there is no plan" };
      return { kind: "journal", planned: { deletions: [], operationOf: () => "create" } };
  }
}

function safeguardOfUpdates(urns: readonly string[]): Safeguard {
  for (const urn of urns) {
    const reason = CHECKPOINTED_TYPES[typeOf(urn)];
    if (reason !== undefined) return { kind: "checkpoints", because: `${typeOf(urn)}: ${reason}` };
  }
  const updated = new Set(urns);
  return {
    kind: "journal",
    planned: { deletions: [], operationOf: (urn) => (updated.has(urn) ? "update" : "same") },
  };
}

/** A destruction registers nothing: it may delete every resource of the state. */
export function safeguardOfDestroy(state: ExportedState | null): Safeguard {
  for (const { type } of state?.deployment.resources ?? []) {
    const reason = CHECKPOINTED_TYPES[type];
    if (reason !== undefined) return { kind: "checkpoints", because: `${type}: ${reason}` };
  }
  return { kind: "journal", planned: { deletions: "all", operationOf: () => "same" } };
}

/** @param plan content of the engine's plan file */
export function safeguardOfPlan(plan: unknown): Safeguard {
  const parsed = planSchema.safeParse(plan);
  if (!parsed.success) return { kind: "checkpoints", because: "the engine's plan has another format" };
  const plans = parsed.data.resourcePlans ?? {};
  const because = checkpointReason(plans);
  if (because !== null) return { kind: "checkpoints", because };
  const deletions = Object.entries(plans).flatMap(([urn, { steps }]) =>
    (steps ?? []).some((step) => DELETION.test(step)) ? [urn] : [],
  );
  return { kind: "journal", planned: { deletions, operationOf: (urn) => operationOf(plans[urn]) } };
}

function checkpointReason(plans: ResourcePlans): string | null {
  for (const [urn, plan] of Object.entries(plans)) {
    if (operationOf(plan) === "same") continue;
    const type = typeOf(urn);
    const reason = CHECKPOINTED_TYPES[type];
    if (reason !== undefined) return `${type}: ${reason}`;
    if ((plan.steps ?? []).some((step) => IMPORT.test(step))) return `${urn} is imported`;
    const { goal } = plan;
    if (goal?.custom === true && !type.startsWith("pulumi:") && (goal.provider ?? "") === "")
      return `${urn} has the engine's default provider`;
  }
  return null;
}

/** The engine refuses a resource that is not in the plan: the operation does not matter. */
function operationOf(plan: ResourcePlans[string] | undefined): PlannedOperation {
  const steps = plan?.steps ?? ["create"];
  if (steps.every((step) => step === "same")) return "same";
  if (steps.includes("create-replacement")) return "replace";
  return steps.includes("create") ? "create" : "update";
}

/** Type token of a resource, from the last part of its qualified type. */
function typeOf(urn: string): string {
  return urn.split("::")[2]?.split("$").at(-1) ?? "";
}
