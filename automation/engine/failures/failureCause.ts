import type { ClassifiedError } from "../../aws/errorKinds/classify";
import { ENGINE_ERRORS, engineErrorById } from "../../knownErrors/allKnownErrors";
import type { KnownEngineError } from "../../knownErrors/knownError";
import { DISK_IDS, KILLED_ID } from "../../knownErrors/rows/pulumi";
import type { EngineFailure } from "./engineFailure";
import { parseProviderError } from "./providerError";

/** Why an engine run failed, by the form of its error. */
export type FailureCause =
  | { readonly kind: "aws"; readonly answer: ClassifiedError }
  | { readonly kind: "engine"; readonly known: KnownEngineError }
  | { readonly kind: "unknown" };

/** Errors of file operations, by errno. */
const DISK_ERRNOS: Readonly<Record<string, string>> = {
  ENOSPC: DISK_IDS.full,
  EDQUOT: DISK_IDS.full,
  EROFS: DISK_IDS.refused,
  EACCES: DISK_IDS.refused,
  EPERM: DISK_IDS.refused,
  EIO: DISK_IDS.refused,
};

export function classifyFailure({ resource, message, exit }: EngineFailure): FailureCause {
  if (exit?.signal !== undefined) return { kind: "engine", known: engineErrorById(KILLED_ID) };
  const errno = exit?.errno === undefined ? undefined : DISK_ERRNOS[exit.errno];
  if (errno !== undefined) return { kind: "engine", known: engineErrorById(errno) };
  const answer = parseProviderError(message);
  if (answer !== null) return { kind: "aws", answer };
  // Messages about a resource may contain anything: only errors that Pulumi reports for resources are looked for.
  const known = ENGINE_ERRORS.find(
    ({ of, patterns }) => (resource === null || of === "any") && patterns.some((pattern) => pattern.test(message)),
  );
  return known === undefined ? { kind: "unknown" } : { kind: "engine", known };
}

const AWS_PRIORITY = 4;
const UNKNOWN_PRIORITY = 6;

/** Kinds of AWS errors with which every other call would fail as well. */
const ALL_CALLS_FAIL = new Set(["expired", "unidentified", "clock-skew", "unreachable"]);

/** A cause that stops the whole run comes before one of a single resource. Lowest first. */
function priorityOf(cause: FailureCause): number {
  switch (cause.kind) {
    case "engine":
      return cause.known.priority;
    case "unknown":
      return UNKNOWN_PRIORITY;
    case "aws":
      if (cause.answer.kind === "unknown") return UNKNOWN_PRIORITY - 0.5;
      return ALL_CALLS_FAIL.has(cause.answer.kind) ? AWS_PRIORITY - 0.5 : AWS_PRIORITY;
  }
}

/** What makes two causes the same: what is known of them, and what to do. Two denials differ in the action. */
function keyOf(cause: FailureCause): string {
  switch (cause.kind) {
    case "aws":
      return `${cause.answer.known.id} ${cause.answer.remedy}`;
    case "engine":
      return cause.known.id;
    case "unknown":
      return "";
  }
}

/** The causes of a run's failures, each once. The first decides on the error code. Never empty. */
export function distinctCauses(failures: readonly EngineFailure[]): readonly [FailureCause, ...FailureCause[]] {
  const sorted = failures.map(classifyFailure).sort((a, b) => priorityOf(a) - priorityOf(b));
  const [first = { kind: "unknown" }, ...others] = new Map(sorted.map((cause) => [keyOf(cause), cause])).values();
  return [first, ...others];
}
