import { DeployError } from "../../model/errors";

/** Errors of a full or read-only file system, or of a file in place of a folder. */
const WRITE_ERRNOS = new Set(["ENOSPC", "EDQUOT", "EROFS", "EACCES", "EPERM", "ENOTDIR", "EEXIST"]);

/** Translates an error of the file system. @throws DeployError DISK, or the error as it was */
export function throwDiskError(error: unknown): never {
  const { code, message } = error as NodeJS.ErrnoException;
  if (WRITE_ERRNOS.has(code ?? "")) {
    throw new DeployError(
      "DISK",
      `The build cannot be written: ${message}`,
      "Free disk space, give this user write access, or remove the file in its place. Then build again.",
      { cause: error },
    );
  }
  throw error;
}
