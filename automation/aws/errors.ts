import { DeployError, type ErrorCode } from "../../model/errors";
import type { AwsTarget } from "./target";

interface AwsFailure {
  readonly name: string;
  readonly message: string;
  readonly code?: string;
}

interface Translation {
  readonly matches: (failure: AwsFailure) => boolean;
  readonly code: ErrorCode;
  readonly what: (failure: AwsFailure, doing: string) => string;
  readonly remedy: string;
}

const named =
  (...names: readonly string[]) =>
  ({ name, code }: AwsFailure): boolean =>
    names.includes(name) || (code !== undefined && names.includes(code));

const DENIED = named("AccessDenied", "AccessDeniedException", "UnauthorizedOperation", "AuthorizationError");

/** What AWS and its SDK say, in our words. The first match wins. */
const TRANSLATIONS: readonly Translation[] = [
  {
    matches: named("ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired", "RequestExpired"),
    code: "IDENTITY_UNKNOWN",
    what: (_failure, doing) => `The AWS credentials have expired (while ${doing}).`,
    remedy: "Sign in again: `aws sso login --profile <profile>`, then the same command.",
  },
  {
    matches: named(
      "CredentialsProviderError",
      "InvalidClientTokenId",
      "UnrecognizedClientException",
      "SignatureDoesNotMatch",
      "AuthFailure",
    ),
    code: "IDENTITY_UNKNOWN",
    what: ({ message }, doing) => `AWS does not know who is asking (while ${doing}): ${message}`,
    remedy: "Configure the profile: `aws configure --profile listbackup.ai`, or name another with --profile.",
  },
  {
    matches: named("RequestTimeTooSkewed"),
    code: "IDENTITY_UNKNOWN",
    what: (_failure, doing) => `AWS refused a request because this machine's clock is wrong (while ${doing}).`,
    remedy: "Set the clock, then the same command.",
  },
  {
    matches: DENIED,
    code: "AWS",
    what: ({ message }, doing) => `AWS denied access while ${doing}: ${message}`,
    remedy: "Give the role the action that AWS names; `bin/deploy doctor <stage>` lists what is missing.",
  },
  {
    matches: ({ name }) => /Throttl|TooManyRequests|SlowDown|LimitExceeded/.test(name),
    code: "AWS",
    what: (_failure, doing) => `AWS limits the rate of calls and kept doing so while ${doing}.`,
    remedy: "Nothing is lost: wait a minute, then the same command.",
  },
];

function failureOf(error: unknown): AwsFailure {
  const { name, message, code } = error as { name?: unknown; message?: unknown; code?: unknown };
  return {
    name: typeof name === "string" ? name : "Error",
    message: typeof message === "string" ? message : String(error),
    ...(typeof code === "string" ? { code } : {}),
  };
}

const UNREACHABLE = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "ENOTFOUND",
  "EHOSTUNREACH",
  "ETIMEDOUT",
  "EAI_AGAIN",
  "TimeoutError",
]);

/** Whether nobody answered, whatever was asked. */
export function isUnreachable(error: unknown): boolean {
  const { name, code } = failureOf(error);
  return UNREACHABLE.has(code ?? "") || UNREACHABLE.has(name);
}

/**
 * An SDK error as a DeployError. The only place that knows the SDK's names.
 * @param doing what was being done, to follow "while": "reading the parameters"
 */
export function awsError(error: unknown, target: AwsTarget, doing: string): DeployError {
  if (error instanceof DeployError) return error;
  const failure = failureOf(error);
  if (isUnreachable(error)) return unreachableAws(failure, target, doing, error);
  const found = TRANSLATIONS.find(({ matches }) => matches(failure));
  if (found !== undefined)
    return new DeployError(found.code, found.what(failure, doing), found.remedy, { cause: error });
  return new DeployError(
    "AWS",
    `AWS failed while ${doing}: ${failure.name}: ${failure.message}`,
    "Mend what AWS names, then the same command.",
    {
      cause: error,
    },
  );
}

function unreachableAws(failure: AwsFailure, target: AwsTarget, doing: string, cause: unknown): DeployError {
  if (target.kind === "rehearsal") {
    return new DeployError(
      "EMULATOR_NOT_RUNNING",
      `The local AWS at ${target.endpoint} does not answer (while ${doing}).`,
      "Start it again: `bin/deploy rehearse`; its data are still there.",
      { cause },
    );
  }
  return new DeployError(
    "AWS",
    `AWS cannot be reached while ${doing}: ${failure.message}`,
    "See to the network, then the same command.",
    { cause },
  );
}

/** Whether an SDK error says that the thing is not there. */
export function isNotFound(error: unknown): boolean {
  const { name, $metadata } = error as { name?: string; $metadata?: { httpStatusCode?: number } };
  return $metadata?.httpStatusCode === 404 || /NotFound|NoSuch|NotExist/.test(name ?? "");
}

/** Whether an SDK error says that one may not. */
export function isDenied(error: unknown): boolean {
  return error !== null && error !== undefined && DENIED(failureOf(error));
}

/** Runs an AWS call; what it throws comes out translated. */
export async function calling<T>(target: AwsTarget, doing: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw awsError(error, target, doing);
  }
}
