import { DeployError, type ErrorCode } from "../../../model/errors";
import { KINDS } from "../../aws/errorKinds/errorKind";
import { classifyFailure } from "./failureCause";
import { failureFromError } from "../run/runOutcome";

interface StateProblem {
  readonly code: ErrorCode;
  readonly remedy: string;
}

/**
 * A state that could not be opened, read or written. Only what is damaged is to be restored: a disk that is full or
 * read-only, a lock, or AWS that refuses leave the state as it is.
 * @param what what could not be done: "The state of dev cannot be read"
 * @param damaged what to do where the state itself is at fault
 */
export function stateError(error: unknown, what: string, damaged: string): DeployError {
  if (error instanceof DeployError) return error;
  const failure = failureFromError(error);
  const { code, remedy } = stateProblem(failure) ?? { code: "STATE_UNREADABLE", remedy: damaged };
  return new DeployError(code, `${what}: ${failure.message}`, remedy, { cause: error });
}

function stateProblem(failure: ReturnType<typeof failureFromError>): StateProblem | null {
  const cause = classifyFailure(failure);
  switch (cause.kind) {
    case "disk":
      return {
        code: "DISK",
        remedy:
          cause.problem === "full"
            ? "Make room on the disk, then run the same command again. The state is not damaged."
            : "Give this user write access to the file that is named, then run the same command again. The state is not damaged.",
      };
    case "locked":
      return {
        code: "LEASE_HELD",
        remedy:
          "Another run of the engine holds this stage: look with `bin/deploy status`, then run the same command again.",
      };
    case "killed":
      return { code: "ENGINE", remedy: "Nothing was changed. Run the same command again." };
    case "aws":
      return {
        code: cause.answer.code === "NoSuchBucket" ? "NOT_BOOTSTRAPPED" : KINDS[cause.answer.kind].code,
        remedy:
          cause.answer.code === "NoSuchBucket"
            ? "Bootstrap it once: `bin/deploy bootstrap <stage>`."
            : `${cause.answer.remedy} Then run the same command again.`,
      };
    case "provider-gone":
    case "state":
    case "unknown":
      return null;
  }
}
