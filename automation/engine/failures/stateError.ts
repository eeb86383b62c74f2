import { DeployError, type ErrorCode } from "../../../model/errors";
import { ERROR_KINDS } from "../../aws/errorKinds/errorKind";
import { classifyFailure, type FailureCause } from "./failureCause";
import { failureFromError } from "./processFailure";

/** What to do about a state that cannot be read. */
export const RESTORE_STATE =
  "Keep a copy of the state, and restore its last valid version: the state bucket keeps every version, and `bin/deploy restore-state <stage> --list` lists backups. In a rehearsal `bin/deploy rehearse --reset` starts over.";

export interface Remedy {
  readonly code: ErrorCode;
  readonly remedy: string;
}

/**
 * A state that could not be opened, read or written. Only a damaged state has to be restored: a full or read-only disk, a
 * lock, or an error of AWS leave the state valid.
 * @param what what failed: "The state of dev cannot be read"
 * @param damagedRemedy what to do where the state itself is damaged
 */
export function stateError(error: unknown, what: string, damagedRemedy: string): DeployError {
  if (error instanceof DeployError) return error;
  const failure = failureFromError(error);
  const { code, remedy } = remedyFor(classifyFailure(failure)) ?? { code: "STATE_UNREADABLE", remedy: damagedRemedy };
  return new DeployError(code, `${what}: ${failure.message}`, remedy, { cause: error });
}

function remedyFor(cause: FailureCause): Remedy | null {
  switch (cause.kind) {
    case "disk":
      return diskRemedy(cause, "run the same command again");
    case "locked":
      return LOCKED_REMEDY;
    case "killed":
      return { code: "ENGINE", remedy: "Nothing was changed. Run the same command again." };
    case "aws":
      return {
        code: cause.answer.code === "NoSuchBucket" ? "NOT_BOOTSTRAPPED" : ERROR_KINDS[cause.answer.kind].code,
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

/** @param retry `run the same command again` */
export function diskRemedy({ problem }: Extract<FailureCause, { readonly kind: "disk" }>, retry: string): Remedy {
  const fix = problem === "full" ? "Free disk space" : "Give this user write access to the file that the error names";
  return { code: "DISK", remedy: `${fix}, then ${retry}. The state is not damaged.` };
}

export const LOCKED_REMEDY: Remedy = {
  code: "LEASE_HELD",
  remedy:
    "Another Pulumi process has locked this stage, or was killed. See `bin/deploy status`, then run the same command again: the next `up` clears the lock of a killed process.",
};

/** @throws DeployError STATE_UNREADABLE, or DISK, LEASE_HELD, AWS, … where the state is not the cause */
export async function withStateError<T>(stage: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw stateError(error, `The state of ${stage} cannot be read`, RESTORE_STATE);
  }
}
