import type { CostEstimate } from "../../model/cost/costEstimate";
import type { DeployError } from "../../model/errors";
import type { Review } from "../../model/review/review";
import type { StageName } from "../../model/stage/name";
import type { Change } from "../engine/changes/change";
import type { VerificationDocument } from "../verification/verifyResult";

export interface PreviewResult {
  readonly stage: StageName;
  /** Empty: nothing would change. */
  readonly changes: readonly Change[];
  /** Findings of the security review; null where nothing was previewed, because nothing changed. */
  readonly review: Review | null;
  /** Difference of fixed costs; null where nothing was previewed. */
  readonly cost: CostEstimate | null;
}

export interface VerificationResult extends VerificationDocument {
  /** Of all checks, as the stage's file accepts them. */
  readonly verdict: "passed" | "failed" | "inconclusive";
  /** Why it is not `passed`; null: it is. */
  readonly error: DeployError | null;
}

/** Outputs of a stage by name: addresses, ids, physical names. */
export type StageOutputs = Readonly<Record<string, StageOutput>>;

/** An output; the value of a secret one is not readable here. */
export type StageOutput = { readonly secret: false; readonly value: unknown } | { readonly secret: true };
