import { DeployError } from "../model/errors";

/** Translates an untranslated error of the AWS SDK: it is not an error of this tool. */
export async function fromAws(error: unknown): Promise<unknown> {
  if (error instanceof DeployError || typeof error !== "object" || error === null || !("$metadata" in error))
    return error;
  const { classifySdkError } = await import("./aws/errorKinds/sdkError");
  const { ERROR_KINDS } = await import("./aws/errorKinds/errorKind");
  const { kind, code, message, remedy, documentation } = classifySdkError(error);
  return new DeployError(
    ERROR_KINDS[kind].code,
    `${ERROR_KINDS[kind].what}: ${code}: ${message}`,
    `${remedy} Then run the same command again. See ${documentation}.`,
    { cause: error },
  );
}

/** An unexpected error. The stack trace is printed with --verbose. */
export function unexpected(error: unknown): DeployError {
  const { code, message } = error as { readonly code?: unknown; readonly message?: unknown };
  const text = typeof message === "string" ? message : String(error);
  if (code === "ENOSPC" || code === "EROFS" || code === "EDQUOT") {
    return new DeployError(
      "DISK",
      `Writing to the disk failed: ${text}`,
      "Make room or write access, then run the same command again.",
      { cause: error },
    );
  }
  return new DeployError(
    "INTERNAL",
    `Unexpected: ${text}`,
    "Run it again with --verbose for the stack trace, and report it: this is an error of the tool.",
    { cause: error },
  );
}
