import { classifyError, type ClassifiedError } from "./classify";

/** What the SDK calls an answer in which it found no code. */
const NAMELESS = new Set(["Unknown", "UnknownError", "Error"]);

/** Service of an SDK error: each has a class of its service above it, `LambdaServiceException`. Empty: of no service. */
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

/** What an error that the AWS SDK for JavaScript threw means. */
export function classifySdkError(error: unknown): ClassifiedError {
  if (typeof error !== "object" || error === null) {
    return classifyError({ service: "", code: "", message: String(error), status: null });
  }
  const { name, code, Code, message, $metadata } = error as SdkError;
  const status = $metadata?.httpStatusCode ?? null;
  // Of a connection that broke: its `name` is Error or, of two addresses, AggregateError.
  const found = [code, name, Code]
    .map(textOf)
    .find((text) => text !== "" && !NAMELESS.has(text) && !/^\d+$/.test(text));
  const said = textOf(message);
  return classifyError({
    service: serviceOf(error),
    code: found ?? "",
    message: found === undefined && NAMELESS.has(said) ? `HTTP status ${String(status)}` : said,
    status,
  });
}

/** The region in which S3 says that a bucket is; null where it does not. */
export function bucketRegionOf(error: unknown): string | null {
  return (error as SdkError).$response?.headers?.["x-amz-bucket-region"] ?? null;
}

/** Whether an answer came without a body that says what was wrong: every error of a HEAD request does. */
export function hasNoCode(error: unknown): boolean {
  const { code, status } = classifySdkError(error);
  return code === "" && status !== null;
}
