import type { Answer } from "../../aws/errorKinds/classify";
import type { EngineFailure } from "./engineFailure";
import { providerError } from "./providerError";

/** Why a run of the engine failed, as far as its form tells. */
export type FailureCause =
  | { readonly kind: "aws"; readonly answer: Answer }
  /** The engine's process was ended by a signal. */
  | { readonly kind: "killed"; readonly signal: string }
  /** The process that speaks to AWS for the engine is gone. */
  | { readonly kind: "provider-gone" }
  /** The engine's own lock. */
  | { readonly kind: "locked" }
  | { readonly kind: "disk"; readonly problem: "full" | "refused" }
  /** The state is there, and cannot be read. */
  | { readonly kind: "state" }
  | { readonly kind: "unknown" };

type DiskProblem = Extract<FailureCause, { readonly kind: "disk" }>["problem"];

/** Of an operation on a file, as the operating system calls it. */
const ERRNOS: Readonly<Record<string, DiskProblem>> = {
  ENOSPC: "full",
  EDQUOT: "full",
  EROFS: "refused",
  EACCES: "refused",
  EPERM: "refused",
  EIO: "refused",
};

/** The same in Go's words, which end the line: `open /state/dev.json: read-only file system`. */
const GO_ERRNO =
  /: (no space left on device|disk quota exceeded|read-only file system|permission denied|operation not permitted|input\/output error)[\])"'\s]*$/m;
const FULL = new Set(["no space left on device", "disk quota exceeded"]);

/** What the engine says of itself, each at the beginning of a line. Its lines about resources are never asked. */
const ENGINE_WORDS: readonly (readonly [words: RegExp, cause: FailureCause])[] = [
  [/^the stack is currently locked by \d+ lock\(s\)/m, { kind: "locked" }],
  [
    /^(?:(?:getting|constructing) secrets manager[^\n]*: )?(?:incorrect passphrase|failed to decrypt|error decrypting|decrypting )/m,
    { kind: "state" },
  ],
  [/^(?:could not deserialize|failed to load checkpoint|unable to deserialize|snapshot integrity)/m, { kind: "state" }],
];

/** The engine's connection to a provider is gRPC's. */
const PROVIDER_GONE = /^(?:[^"\n]*: )?rpc error: code = (?:Unavailable|Canceled) desc = /;

export function causeOf({ resource, message, exit }: EngineFailure): FailureCause {
  if (exit?.signal !== undefined) return { kind: "killed", signal: exit.signal };
  const errno = exit?.errno === undefined ? undefined : ERRNOS[exit.errno];
  if (errno !== undefined) return { kind: "disk", problem: errno };
  const answer = providerError(message);
  if (answer !== null) return { kind: "aws", answer };
  if (PROVIDER_GONE.test(message)) return { kind: "provider-gone" };
  return resource === null ? engineCause(message) : { kind: "unknown" };
}

function engineCause(message: string): FailureCause {
  const errno = GO_ERRNO.exec(message)?.[1];
  if (errno !== undefined) return { kind: "disk", problem: FULL.has(errno) ? "full" : "refused" };
  return ENGINE_WORDS.find(([words]) => words.test(message))?.[1] ?? { kind: "unknown" };
}

/** What stops everything counts before what one resource met. */
const RANK: Readonly<Record<FailureCause["kind"], number>> = {
  killed: 0,
  locked: 1,
  disk: 2,
  state: 3,
  "provider-gone": 5,
  aws: 4,
  unknown: 6,
};

/** Kinds of answers by which every other call would fail as well. */
const EVERYWHERE = new Set(["expired", "unidentified", "clock-skew", "unreachable"]);

function rank(cause: FailureCause): number {
  if (cause.kind !== "aws") return RANK[cause.kind];
  if (cause.answer.kind === "unknown") return RANK.unknown - 0.5;
  return EVERYWHERE.has(cause.answer.kind) ? RANK.aws - 0.5 : RANK.aws;
}

/** The cause of a run's failures that decides on what to do. */
export function leadingCause(failures: readonly EngineFailure[]): FailureCause {
  const causes = failures.map(causeOf).sort((a, b) => rank(a) - rank(b));
  return causes[0] ?? { kind: "unknown" };
}
