import { classifyError, type ClassifiedError } from "./classify";

/** Names that the SDK uses for a response without a code. */
const NAMELESS = new Set(["Unknown", "UnknownError", "Error"]);

/** Service of an SDK error, from its base class: `LambdaServiceException`. Empty where there is none. */
function serviceOf(error: object): string {
  for (let at: unknown = Object.getPrototypeOf(error); at !== null; at = Object.getPrototypeOf(at)) {
    const name = (at as { readonly constructor?: { readonly name?: string } }).constructor?.name ?? "";
    const service = /^(\w+)ServiceException$/.exec(name)?.[1];
    if (service !== undefined) return service;
  }
  return "";
}

interface SdkError {
  readonly name?: unknown;
  readonly code?: unknown;
  readonly Code?: unknown;
  readonly message?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly $response?: { readonly headers?: Readonly<Record<string, string>> };
}

const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

/** Classifies an error of the AWS SDK for JavaScript. */
export function classifySdkError(error: unknown): ClassifiedError {
  if (typeof error !== "object" || error === null) {
    return classifyError({ service: "", code: "", message: String(error), status: null });
  }
  const { name, code, Code, message, $metadata } = error as SdkError;
  const status = $metadata?.httpStatusCode ?? null;
  // For a connection error `name` is Error or, with two addresses, AggregateError.
  const found = [code, name, Code]
    .map(textOf)
    .find((name) => name !== "" && !NAMELESS.has(name) && !/^\d+$/.test(name));
  const text = textOf(message);
  return classifyError({
    service: serviceOf(error),
    code: found ?? "",
    message: found === undefined && NAMELESS.has(text) ? `HTTP status ${String(status)}` : text,
    status,
  });
}

/** The region of a bucket in an error of S3; null where there is none. */
export function bucketRegionOf(error: unknown): string | null {
  return (error as SdkError).$response?.headers?.["x-amz-bucket-region"] ?? null;
}

/** Whether a response has no body with an error code, such as every error of a HEAD request. */
export function hasNoCode(error: unknown): boolean {
  const { code, status } = classifySdkError(error);
  return code === "" && status !== null;
}
