/** Text of errors of AWS calls, by the error: the error itself stays as the SDK made it. */
const DESCRIPTIONS = new WeakMap<object, string>();

interface SdkError extends Error {
  readonly code?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: number; readonly requestId?: string };
}

/**
 * Notes which call of AWS failed, in the words of the official provider, whose AWS SDK is Go's: what reads the engine's
 * errors has one form to read.
 * @param service the SDK's name of the service: `Lambda`
 * @param operation `CreateFunction`
 * @returns the same error
 */
export function describedAs(error: unknown, service: string, operation: string): unknown {
  const answer = error instanceof Error ? answerText(error) : null;
  if (answer !== null) DESCRIPTIONS.set(error as Error, `operation error ${service}: ${operation}, ${answer}`);
  return error;
}

/** Null where AWS was not asked: the SDK itself refused. */
function answerText({ name, message, code, $metadata }: SdkError): string | null {
  const { httpStatusCode, requestId = "" } = $metadata ?? {};
  const response = `https response error StatusCode: ${String(httpStatusCode ?? 0)}, RequestID: ${requestId}, `;
  if (httpStatusCode !== undefined) return `${response}${name}: ${message}`;
  const isConnection = typeof code === "string" || name === "TimeoutError";
  return isConnection ? `${response}request send failed, ${message === "" ? String(code) : message}` : null;
}

/** Null where it is no error of an AWS call. */
export function callDescription(error: Error): string | null {
  return DESCRIPTIONS.get(error) ?? null;
}
