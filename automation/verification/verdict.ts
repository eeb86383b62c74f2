import type { CheckGroup } from "../../model/catalog/schema/checks";
import { redact } from "../redaction/redact";

/** What was asked and answered when a check failed: tokens and passwords are left out. */
export interface Evidence {
  readonly request: string;
  readonly response: string;
  /** What the function said of that invocation. */
  readonly logs: readonly string[];
}

/** What a check found, and what of its own it did not take away: that says nothing of the release. */
export type Verdict = Found & {
  /** In sentences. */
  readonly left?: readonly string[];
};

type Found =
  | { readonly kind: "passed"; readonly note?: string }
  | {
      readonly kind: "failed";
      readonly reason: string;
      /** Of the first requests that were not answered as they should be. */
      readonly evidence?: readonly Evidence[];
      /** File and line of the step that failed: `rehearsal/backend/catalog/checks.yaml:9`. */
      readonly declaredAt?: string;
      /** What to do, where that is more than to see why. */
      readonly remedy?: string;
    }
  /** Neither: nothing was there to judge by, or AWS did not let it look. The stage's file says what becomes of it. */
  | {
      readonly kind: "inconclusive";
      readonly reason: string;
      /** Where the stage has no handler to judge: a placeholder answers, or the stage does without the function. */
      readonly because?: NoHandler;
    };

export type NoHandler = "placeholder" | "absent";

export interface CheckResult {
  readonly id: string;
  readonly group: CheckGroup;
  readonly title: string;
  readonly verdict: Verdict;
  readonly milliseconds: number;
}

/** A check that has failed, from where it stands: `run` makes a verdict of it. */
export class CheckFailed extends Error {
  constructor(
    readonly reason: string,
    readonly evidence: readonly Evidence[] = [],
    readonly declaredAt?: string,
  ) {
    super(reason);
  }
}

/** A check that cannot tell. */
export class Undecided extends Error {
  constructor(
    message: string,
    readonly because?: NoHandler,
  ) {
    super(message);
  }
}

export const PASSED: Verdict = { kind: "passed" };

/** What an error says of a check. */
export function verdictOf(error: unknown): Verdict {
  if (error instanceof Undecided) {
    const { message, because } = error;
    return { kind: "inconclusive", reason: redact(message), ...(because === undefined ? {} : { because }) };
  }
  if (error instanceof CheckFailed) {
    const { reason, evidence, declaredAt } = error;
    return {
      kind: "failed",
      reason,
      ...(evidence.length === 0 ? {} : { evidence }),
      ...(declaredAt === undefined ? {} : { declaredAt }),
    };
  }
  const { what, message } = error as { what?: unknown; message?: unknown };
  const reason = typeof what === "string" ? what : typeof message === "string" ? message : String(error);
  return { kind: "failed", reason: redact(reason) };
}
