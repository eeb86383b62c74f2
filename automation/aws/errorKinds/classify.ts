import { CODES, MISSING } from "./codes";
import { KINDS, type AnswerKind } from "./errorKind";

/** An error of AWS as it came, by whichever SDK. */
export interface AnswerParts {
  /** Id of the service in any spelling: `Lambda`, `Route 53`, `CognitoIdentityProvider`. Empty where it is not known. */
  readonly service: string;
  /** `AccessDeniedException`; empty where the answer had none, as an answer to HEAD has not. */
  readonly code: string;
  readonly message: string;
  /** HTTP status; null where nobody answered. */
  readonly status: number | null;
}

export interface Answer extends AnswerParts {
  readonly kind: AnswerKind;
  /** What to do before the command is repeated; ends with a full stop. */
  readonly remedy: string;
}

/** Of the connection, by Node.js and by its HTTP client. */
const CONNECTION_CODES = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "ENOTFOUND",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ETIMEDOUT",
  "EPIPE",
  "EAI_AGAIN",
  "EPROTO",
  "CERT_HAS_EXPIRED",
  "TimeoutError",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
  "SELF_SIGNED_CERT_IN_CHAIN",
]);

/** What a status means where no code came with it. */
const STATUS_KINDS: Readonly<Record<number, AnswerKind>> = {
  301: "wrong-region",
  307: "wrong-region",
  400: "invalid",
  401: "unidentified",
  403: "denied",
  404: "missing",
  409: "conflict",
  412: "conflict",
  429: "throttled",
};

function serviceId(service: string): string {
  return service.toLowerCase().replace(/[^a-z0-9]/g, "");
}

/** `AWS.SimpleQueueService.QueueDeletedRecently` is `QueueDeletedRecently`, `LimitExceededFault` is `LimitExceeded`. */
function plainCode(code: string): string {
  const last = code.split(/[.#]/).at(-1) ?? code;
  return last.replace(/(?:Exception|Fault)$/, "");
}

function kindOf(service: string, code: string, message: string, status: number | null): [AnswerKind, string | null] {
  const [id, plain] = [serviceId(service), plainCode(code)];
  const row = CODES.find(
    (candidate) =>
      (candidate.service === undefined || candidate.service === id) &&
      (candidate.codes.includes(plain) || candidate.codes.includes(code)) &&
      (candidate.message === undefined || candidate.message.test(message)),
  );
  if (row !== undefined) return [row.kind, row.remedy ?? null];
  if (MISSING.test(plain)) return ["missing", null];
  if (CONNECTION_CODES.has(code)) return ["unreachable", null];
  if (status === null) return ["unknown", null];
  if (status >= 500) return ["unavailable", null];
  // A code that is not in the table says more than the status: only what came without one is judged by it.
  return [code === "" || status === 404 || status === 429 ? (STATUS_KINDS[status] ?? "unknown") : "unknown", null];
}

/** What an error of AWS means, and what to do about it. */
export function answerOf(parts: AnswerParts): Answer {
  const [kind, remedy] = kindOf(parts.service, parts.code, parts.message, parts.status);
  return { ...parts, kind, remedy: remedy ?? KINDS[kind].remedy };
}
