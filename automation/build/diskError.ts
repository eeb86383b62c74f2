import { DeployError } from "../../model/errors";

/** What a file system says that takes nothing more, or has a file where a folder is to be. */
const WRITE_ERRNOS = new Set(["ENOSPC", "EDQUOT", "EROFS", "EACCES", "EPERM", "ENOTDIR", "EEXIST"]);

/** Translates an error of the file system. @throws DeployError DISK, or the error as it was */
export function throwDiskError(error: unknown): never {
  const { code, message } = error as NodeJS.ErrnoException;
  if (WRITE_ERRNOS.has(code ?? "")) {
    throw new DeployError(
      "DISK",
      `The build cannot be written: ${message}`,
      "Free disk space, allow writing, or remove what is in the way, then build again.",
      { cause: error },
    );
  }
  throw error;
}
