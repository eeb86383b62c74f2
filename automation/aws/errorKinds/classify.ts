import { CODES, MISSING_CODE } from "./codes";
import { ERROR_KINDS, type ErrorKind } from "./errorKind";

/** An error response of AWS, from any SDK. */
export interface AwsErrorParts {
  /** Id of the service in any spelling: `Lambda`, `Route 53`, `CognitoIdentityProvider`. Empty where it is unknown. */
  readonly service: string;
  /** `AccessDeniedException`; empty where the response has none, such as a response to HEAD. */
  readonly code: string;
  readonly message: string;
  /** HTTP status; null: no response */
  readonly status: number | null;
}

export interface ClassifiedError extends AwsErrorParts {
  readonly kind: ErrorKind;
  /** What to do before the command is repeated; ends with a full stop. */
  readonly remedy: string;
}

/** Codes of connection errors, of Node.js and its HTTP client. */
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

/** The kind of a response without a code, by status. */
const STATUS_KINDS: Readonly<Record<number, ErrorKind>> = {
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

function kindOf(service: string, code: string, message: string, status: number | null): [ErrorKind, string | null] {
  const [id, plain] = [serviceId(service), plainCode(code)];
  const row = CODES.find(
    (candidate) =>
      (candidate.service === undefined || candidate.service === id) &&
      (candidate.codes.includes(plain) || candidate.codes.includes(code)) &&
      (candidate.message === undefined || candidate.message.test(message)),
  );
  if (row !== undefined) return [row.kind, row.remedy ?? null];
  if (MISSING_CODE.test(plain)) return ["missing", null];
  if (CONNECTION_CODES.has(code)) return ["unreachable", null];
  if (status === null) return ["unknown", null];
  if (status >= 500) return ["unavailable", null];
  // A code that is not in the table says more than the status, so the status decides only where there is no code.
  return [code === "" || status === 404 || status === 429 ? (STATUS_KINDS[status] ?? "unknown") : "unknown", null];
}

/** The kind of an error of AWS, and its remedy. */
export function classifyError(parts: AwsErrorParts): ClassifiedError {
  const [kind, remedy] = kindOf(parts.service, parts.code, parts.message, parts.status);
  return { ...parts, kind, remedy: remedy ?? ERROR_KINDS[kind].remedy };
}
