import { CHECKS, type CheckId } from "../../model/preflight/checks";
import { FINDINGS, type FindingCode } from "../../model/preflight/findings";
import type { DeployError } from "../../model/errors";

/** Result of a check. A check may have several, such as one for each quota. */
export type CheckResult =
  | { readonly kind: "passed"; readonly detail: string }
  /** What the check needs is not offered here, or was not readable. */
  | { readonly kind: "not available"; readonly detail: string; readonly remedy?: string }
  | {
      readonly kind: "found";
      readonly code: FindingCode;
      readonly detail: string;
      readonly remedy: string;
      /** What of several of the same code it is about: `tables`. */
      readonly about?: string;
      /** The error that a deployment ends with if this is the only finding. */
      readonly error?: DeployError;
    };

/** A result as `doctor --json` prints it. */
export interface Finding {
  readonly id: CheckId;
  readonly title: string;
  /** `not-available`: what the check needs is not offered here, or the check was skipped. */
  readonly status: "ok" | "warn" | "fail" | "not-available";
  /** null where nothing was found */
  readonly code: FindingCode | null;
  /** What of several of the same code it is about, such as a quota; null where there is one. */
  readonly about: string | null;
  /** What was found, with names and numbers. */
  readonly detail: string;
  /** What the code means; empty where nothing was found. */
  readonly meaning: string;
  /** What to do; empty where nothing is to be done. */
  readonly remedy: string;
}

export const passed = (detail: string): CheckResult => ({ kind: "passed", detail });

export const notAvailable = (detail: string, remedy?: string): CheckResult => ({
  kind: "not available",
  detail,
  ...(remedy === undefined ? {} : { remedy }),
});

/** @param remedy @default the remedy of the code */
export function found(
  code: FindingCode,
  detail: string,
  remedy: string = FINDINGS[code].remedy,
  about?: string,
): CheckResult {
  return { kind: "found", code, detail, remedy, ...(about === undefined ? {} : { about }) };
}

/** @param code @default the error's own code, which must be a finding's */
export function foundError(error: DeployError, code: FindingCode): CheckResult {
  return { kind: "found", code, detail: error.what, remedy: error.remedy, error };
}

export function findingOf(id: CheckId, result: CheckResult): Finding {
  const { title } = CHECKS[id];
  switch (result.kind) {
    case "passed":
      return { id, title, status: "ok", code: null, about: null, detail: result.detail, meaning: "", remedy: "" };
    case "not available": {
      const { detail, remedy = "" } = result;
      return { id, title, status: "not-available", code: null, about: null, detail, meaning: "", remedy };
    }
    case "found": {
      const { code, about = null, detail, remedy } = result;
      const { severity, meaning } = FINDINGS[code];
      return { id, title, status: severity === "error" ? "fail" : "warn", code, about, detail, meaning, remedy };
    }
  }
}
