import { DeployError, type ErrorCode } from "../../../model/errors";
import { ERROR_KINDS } from "../../aws/errorKinds/errorKind";
import { documentationOf, engineErrorById } from "../../knownErrors/allKnownErrors";
import { DAMAGED_ID } from "../../knownErrors/rows/pulumi";
import { classifyFailure, type FailureCause } from "./failureCause";
import { failureFromError } from "./processFailure";

/** What to do about a state that cannot be read. */
const RESTORE_STATE = engineErrorById(DAMAGED_ID).remedy;

interface Remedy {
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

/** Null where the state itself is damaged. */
function remedyFor(cause: FailureCause): Remedy | null {
  switch (cause.kind) {
    case "engine": {
      const { id, code, remedy } = cause.known;
      if (id === DAMAGED_ID) return null;
      return { code, remedy: `${remedy} Then run the same command again. See ${documentationOf(cause.known)}.` };
    }
    case "aws":
      if (cause.answer.code === "NoSuchBucket")
        return { code: "NOT_BOOTSTRAPPED", remedy: "Bootstrap it once: `bin/deploy bootstrap <stage>`." };
      return {
        code: ERROR_KINDS[cause.answer.kind].code,
        remedy: `${cause.answer.remedy} Then run the same command again. See ${cause.answer.documentation}.`,
      };
    case "unknown":
      return null;
  }
}

/** @throws DeployError STATE_UNREADABLE, or DISK, LEASE_HELD, AWS, … where the state is not the cause */
export async function withStateError<T>(stage: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw stateError(error, `The state of ${stage} cannot be read`, RESTORE_STATE);
  }
}
