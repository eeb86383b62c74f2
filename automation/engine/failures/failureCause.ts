import type { ClassifiedError } from "../../aws/errorKinds/classify";
import type { EngineFailure } from "./engineFailure";
import { parseProviderError } from "./providerError";

/** Why an engine run failed, by the form of its error. */
export type FailureCause =
  | { readonly kind: "aws"; readonly answer: ClassifiedError }
  /** A signal ended the engine's process. */
  | { readonly kind: "killed"; readonly signal: string }
  /** The process of a provider has ended. */
  | { readonly kind: "provider-gone" }
  /** The engine's own lock. */
  | { readonly kind: "locked" }
  | { readonly kind: "disk"; readonly problem: "full" | "refused" }
  /** The state exists and cannot be read. */
  | { readonly kind: "state" }
  | { readonly kind: "unknown" };

type DiskProblem = Extract<FailureCause, { readonly kind: "disk" }>["problem"];

/** Errors of file operations, by errno. */
const DISK_ERRNOS: Readonly<Record<string, DiskProblem>> = {
  ENOSPC: "full",
  EDQUOT: "full",
  EROFS: "refused",
  EACCES: "refused",
  EPERM: "refused",
  EIO: "refused",
};

/** The same errors as Go prints them, at the end of a line: `open /state/dev.json: read-only file system`. */
const GO_FILE_ERROR =
  /: (no space left on device|disk quota exceeded|read-only file system|permission denied|operation not permitted|input\/output error)[\])"'\s]*$/m;
const DISK_FULL_MESSAGES = new Set(["no space left on device", "disk quota exceeded"]);

/** Pulumi's messages about itself, each at the beginning of a line. Messages about resources are not matched. */
const ENGINE_MESSAGES: readonly (readonly [pattern: RegExp, cause: FailureCause])[] = [
  [/^the stack is currently locked by \d+ lock\(s\)/m, { kind: "locked" }],
  [
    /^(?:(?:getting|constructing) secrets manager[^\n]*: )?(?:incorrect passphrase|failed to decrypt|error decrypting|decrypting )/m,
    { kind: "state" },
  ],
  [/^(?:could not deserialize|failed to load checkpoint|unable to deserialize|snapshot integrity)/m, { kind: "state" }],
];

/** The engine calls providers by gRPC. */
const PROVIDER_GONE = /^(?:[^"\n]*: )?rpc error: code = (?:Unavailable|Canceled) desc = /;

export function classifyFailure({ resource, message, exit }: EngineFailure): FailureCause {
  if (exit?.signal !== undefined) return { kind: "killed", signal: exit.signal };
  const errno = exit?.errno === undefined ? undefined : DISK_ERRNOS[exit.errno];
  if (errno !== undefined) return { kind: "disk", problem: errno };
  const answer = parseProviderError(message);
  if (answer !== null) return { kind: "aws", answer };
  if (PROVIDER_GONE.test(message)) return { kind: "provider-gone" };
  return resource === null ? classifyEngineMessage(message) : { kind: "unknown" };
}

function classifyEngineMessage(message: string): FailureCause {
  const errno = GO_FILE_ERROR.exec(message)?.[1];
  if (errno !== undefined) return { kind: "disk", problem: DISK_FULL_MESSAGES.has(errno) ? "full" : "refused" };
  return ENGINE_MESSAGES.find(([pattern]) => pattern.test(message))?.[1] ?? { kind: "unknown" };
}

/** A cause that stops the whole run comes before one of a single resource. Lowest first. */
const PRIORITY: Readonly<Record<FailureCause["kind"], number>> = {
  killed: 0,
  locked: 1,
  disk: 2,
  state: 3,
  "provider-gone": 5,
  aws: 4,
  unknown: 6,
};

/** Kinds of AWS errors with which every other call would fail as well. */
const ALL_CALLS_FAIL = new Set(["expired", "unidentified", "clock-skew", "unreachable"]);

function priorityOf(cause: FailureCause): number {
  if (cause.kind !== "aws") return PRIORITY[cause.kind];
  if (cause.answer.kind === "unknown") return PRIORITY.unknown - 0.5;
  return ALL_CALLS_FAIL.has(cause.answer.kind) ? PRIORITY.aws - 0.5 : PRIORITY.aws;
}

/** The cause that decides on the error code and remedy of a run. */
export function decisiveCause(failures: readonly EngineFailure[]): FailureCause {
  const causes = failures.map(classifyFailure).sort((a, b) => priorityOf(a) - priorityOf(b));
  return causes[0] ?? { kind: "unknown" };
}
