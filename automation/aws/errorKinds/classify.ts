import { documentationOf, generalError } from "../../knownErrors/allKnownErrors";
import type { KnownAwsError } from "../../knownErrors/knownError";
import type { AwsErrorParts } from "./errorParts";
import { CODES, MISSING_CODE } from "./codes";
import { denialRemedy } from "./denial";
import type { ErrorKind } from "./errorKind";

export interface ClassifiedError extends AwsErrorParts {
  readonly kind: ErrorKind;
  readonly known: KnownAwsError;
  /** What to do before the command is repeated; ends with a full stop. */
  readonly remedy: string;
  /** `docs/troubleshooting.md#throttled` */
  readonly documentation: string;
}

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

function knownErrorOf({ service, code, message, status }: AwsErrorParts): KnownAwsError {
  const [id, plain] = [serviceId(service), plainCode(code)];
  const row = CODES.find(
    (candidate) =>
      (candidate.service === undefined || candidate.service === id) &&
      (candidate.codes.includes(plain) || candidate.codes.includes(code)) &&
      (candidate.message === undefined || candidate.message.test(message)),
  );
  return row?.known ?? generalError(kindOf(code, plain, status));
}

/** The kind of a code that no known error has. */
function kindOf(code: string, plain: string, status: number | null): ErrorKind {
  if (MISSING_CODE.test(plain)) return "missing";
  if (status === null) return "unknown";
  if (status >= 500) return "unavailable";
  // A code that is not in the table says more than the status, so the status decides only where there is no code.
  return code === "" || status === 404 || status === 429 ? (STATUS_KINDS[status] ?? "unknown") : "unknown";
}

/** The kind of an error of AWS, and its remedy. */
export function classifyError(parts: AwsErrorParts): ClassifiedError {
  const known = knownErrorOf(parts);
  const { kind } = known;
  const remedy = (kind === "denied" ? denialRemedy(parts) : null) ?? known.remedy;
  return { ...parts, kind, known, remedy, documentation: documentationOf(known) };
}
