import { classifyError, type ClassifiedError } from "../../aws/errorKinds/classify";

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
 * Timeouts: of terraform-provider-aws after the state that it waited for, of the offline provider after its operation.
 */
const TIMEOUT_ERRORS: readonly RegExp[] = [
  /^[^:]*(?:\([^)]*\)[^:]*)?: timeout while waiting for state to become '[^']*'/,
  /^(?:create|read|update|delete) of \S+ "[^"]*"(?: \([^)]*\))?: not done within \d+ s$/,
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
  if (TIMEOUT_ERRORS.some((form) => form.test(plain))) {
    return classifyError({ service: "", code: "ResourceNotReady", message: plain, status: null });
  }
  const found = OPERATION.exec(plain);
  if (found?.groups === undefined) return null;
  const { service = "" } = found.groups;
  return parseCallError(service, plain.slice(found.index + found[0].length));
}

function parseCallError(service: string, text: string): ClassifiedError | null {
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
    return classifyError({ service, code: "ECONNREFUSED", message: rest.replace(SEND_ERROR, ""), status: null });
  if (RATE_LIMIT_ERROR.test(rest)) return classifyError({ service, code: "Throttling", message: rest, status: null });
  if (response === null) return null;
  const coded = CODE.exec(rest)?.groups;
  return classifyError({ service, code: coded?.["code"] ?? "", message: coded?.["message"] ?? rest, status });
}

/** Whether the unreachable endpoint is on this machine. */
export function isLoopbackUnreachable({ message }: ClassifiedError): boolean {
  return /(?:^|[\s/@])(?:127\.0\.0\.1|localhost|\[?::1\]?):\d+/.test(message);
}
