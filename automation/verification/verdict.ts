import type { CheckGroup } from "../../model/catalog/schema/checks";
import { redact } from "../redaction/redact";

/** Request and response of a failed check, redacted. */
export interface Evidence {
  readonly request: string;
  readonly response: string;
  /** The function's log lines of the request. */
  readonly logs: readonly string[];
}

/** The result of a check, and its test data that was not deleted, which says nothing about the release. */
export type Verdict = CheckVerdict & {
  /** A sentence for each part of the test data. */
  readonly left?: readonly string[];
};

type CheckVerdict =
  | { readonly kind: "passed"; readonly note?: string }
  | {
      readonly kind: "failed";
      readonly reason: string;
      /** Of the first requests with an unexpected response. */
      readonly evidence?: readonly Evidence[];
      /** File and line of the step that failed: `rehearsal/backend/catalog/checks.yaml:9`. */
      readonly declaredAt?: string;
      /** What to do, in addition to the command's remedy. */
      readonly remedy?: string;
    }
  /** There was no data for a verdict, or AWS did not return it. The stage's file says whether that is accepted. */
  | {
      readonly kind: "inconclusive";
      readonly reason: string;
      /** Why the stage has no handler to check: there is a placeholder, or the function is absent on the stage. */
      readonly because?: MissingHandler;
    };

export type MissingHandler = "placeholder" | "absent";

export interface CheckResult {
  readonly id: string;
  readonly group: CheckGroup;
  readonly title: string;
  readonly verdict: Verdict;
  readonly milliseconds: number;
}

/** Thrown by a check that fails; `errorVerdict` turns it into a verdict. */
export class CheckFailed extends Error {
  constructor(
    readonly reason: string,
    readonly evidence: readonly Evidence[] = [],
    readonly declaredAt?: string,
  ) {
    super(reason);
  }
}

/** Thrown by a check without a verdict. */
export class Inconclusive extends Error {
  constructor(
    message: string,
    readonly because?: MissingHandler,
  ) {
    super(message);
  }
}

export const PASSED: Verdict = { kind: "passed" };

/** The verdict of a check that threw an error. */
export function errorVerdict(error: unknown): Verdict {
  if (error instanceof Inconclusive) {
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
