import { classifyError, type ClassifiedError } from "../../aws/errorKinds/classify";
import { SEND_FAILED } from "../../knownErrors/rows/network";
import { WAIT_CODES } from "../../knownErrors/rows/timeouts";

/**
 * The grammar of a failed AWS call in a provider's message, which comes from the AWS SDK for Go:
 *
 *     operation error SERVICE: OPERATION, [exceeded maximum number of attempts, N, ]
 *       https response error StatusCode: N, RequestID: ID, [HostID: ID, ]
 *       ([api error ]CODE: MESSAGE | request send failed, METHOD "URL": REASON)
 *
 * terraform-provider-aws adds the operation in front of it, and the resource's name in brackets. Only these positions
 * are matched: names and messages may contain any word. The offline provider writes the same form.
 */
const OPERATION = /operation error (?<service>[A-Za-z][A-Za-z0-9 ]*): (?<operation>[A-Za-z][A-Za-z0-9]*), /;
const ATTEMPTS = /^exceeded maximum number of attempts, \d+, /;
const RESPONSE = /^https? response error StatusCode: (?<status>\d+), RequestID: (?<id>[^,]*), (?:HostID: [^,]*, )?/;
const CODE = /^(?:api error )?(?<code>[A-Za-z][\w.#-]*):(?: (?<message>[\s\S]*))?$/;
/** The SDK gets credentials by calls of their own, whose error is the cause. */
const CREDENTIALS_ERROR =
  /^(?:get identity|get credentials|failed to refresh cached credentials|failed to sign request)\b/;
const RATE_LIMIT_ERROR = /^failed to get rate limit token\b/;
const SEND_ERROR = /^request send failed, /;

/**
 * Errors of a provider that waited for a resource: of terraform-provider-aws after the state that it waited for, of the
 * offline provider after its operation. Source: helper/retry/error.go of terraform-plugin-sdk.
 */
const WAIT_ERRORS: readonly (readonly [form: RegExp, code: string])[] = [
  [/(?:^|: )timeout while waiting for (?:state to become '[^']*'|resource to be gone)/, WAIT_CODES.timeout],
  [/^(?:create|read|update|delete) of \S+ "[^"]*"(?: \([^)]*\))?: not done within \d+ s$/, WAIT_CODES.timeout],
  [/(?:^|: )unexpected state '[^']*', wanted target '[^']*'/, WAIT_CODES.unexpectedState],
  [/: (?:couldn't find resource(?: \(\d+ retries\))?|empty result)$/, WAIT_CODES.notFoundYet],
];

/** Removes the bridge's source position before an error and the provider's version after it. */
function withoutWrapping(text: string): string {
  return text
    .replace(/^\s*(?:\d+ errors? occurred:\s*\n\s*\* )?/, "")
    .replace(/^sdk-v2\/\S+: sdk\.\w+: /, "")
    .replace(/: provider=\S+@\S+\s*$/, "")
    .trim();
}

/** @returns null for a message of another form */
export function parseProviderError(text: string): ClassifiedError | null {
  const plain = withoutWrapping(text);
  const found = OPERATION.exec(plain);
  if (found?.groups === undefined) return parseWaitError(plain);
  const { service = "", operation = "" } = found.groups;
  return parseCallError({ service, operation }, plain.slice(found.index + found[0].length));
}

function parseWaitError(text: string): ClassifiedError | null {
  // Names are in brackets, and may contain any word.
  const withoutNames = text.replace(/ \([^)]*\)/, "");
  const code = WAIT_ERRORS.find(([form]) => form.test(text) || form.test(withoutNames))?.[1];
  return code === undefined ? null : classifyError({ service: "", code, message: withoutNames, status: null });
}

interface Call {
  readonly service: string;
  readonly operation: string;
}

function parseCallError(call: Call, text: string): ClassifiedError | null {
  const { service } = call;
  let rest = text.replace(ATTEMPTS, "");
  if (CREDENTIALS_ERROR.test(rest)) {
    return (
      parseProviderError(rest) ??
      classifyError({ service, code: "CredentialsProviderError", message: rest, status: null })
    );
  }
  const response = RESPONSE.exec(rest);
  rest = response === null ? rest : rest.slice(response[0].length);
  const status = Number(response?.groups?.["status"] ?? 0);
  if (SEND_ERROR.test(rest))
    return classifyError({ service, code: SEND_FAILED, message: rest.replace(SEND_ERROR, ""), status: null });
  if (RATE_LIMIT_ERROR.test(rest)) return classifyError({ service, code: "Throttling", message: rest, status: null });
  if (response === null) return null;
  const coded = CODE.exec(rest)?.groups;
  return classifyError({ ...call, code: coded?.["code"] ?? "", message: coded?.["message"] ?? rest, status });
}

/** Whether the unreachable endpoint is on this machine. */
export function isLoopbackUnreachable({ message }: ClassifiedError): boolean {
  return /(?:^|[\s/@])(?:127\.0\.0\.1|localhost|\[?::1\]?):\d+/.test(message);
}
