import { DeployError } from "../../../model/errors";
import { PHASES, phaseNumber } from "../../../model/phases";
import type { ClassifiedError } from "../../aws/errorKinds/classify";
import { ERROR_KINDS } from "../../aws/errorKinds/errorKind";
import { decisiveCause, type FailureCause } from "./failureCause";
import type { EngineFailure } from "./engineFailure";
import { isLoopbackUnreachable } from "./providerError";
import { diskRemedy, LOCKED_REMEDY, RESTORE_STATE, type Remedy } from "./stateError";
import { shortList } from "../../shortList";
import { count } from "../../ui/duration";

/** One failure as text: phase, resource, message. */
export function describeFailure(failure: EngineFailure): string {
  if (failure.resource === null) return failure.message;
  const { name, type, phase } = failure.resource;
  const spec = PHASES.find((candidate) => candidate.id === phase);
  const where = spec === undefined ? "" : `phase ${String(phaseNumber(spec.id))} ${spec.title}, `;
  return `${where}${name} (${type}): ${failure.message}`;
}

/** What to do about a cause. @param again the command to run again */
function remedyFor(cause: FailureCause, again: string): Remedy {
  switch (cause.kind) {
    case "aws":
      return awsErrorRemedy(cause.answer, again);
    case "killed":
      return {
        code: "ENGINE",
        remedy: `Run \`${again}\`: it recovers the operations that were in progress and continues. Out of memory, Linux ends processes with SIGKILL.`,
      };
    case "provider-gone":
      return { code: "ENGINE", remedy: `The provider's process ended. Run \`${again}\`: it continues from here.` };
    case "locked":
      return LOCKED_REMEDY;
    case "disk":
      return diskRemedy(cause, `run \`${again}\``);
    case "state":
      return { code: "STATE_UNREADABLE", remedy: RESTORE_STATE };
    case "unknown":
      return { code: "ENGINE", remedy: `Fix the cause, then run \`${again}\`: it continues from here.` };
  }
}

function awsErrorRemedy(answer: ClassifiedError, again: string): Remedy {
  if (answer.kind === "unreachable" && isLoopbackUnreachable(answer)) {
    return {
      code: "EMULATOR_NOT_RUNNING",
      remedy: `The local AWS does not answer. Start it again with \`bin/deploy rehearse\`; its data is kept. Then run \`${again}\`.`,
    };
  }
  const { code } = ERROR_KINDS[answer.kind];
  return {
    code: code === "AWS" ? "ENGINE" : code,
    remedy: `${answer.remedy} Then run \`${again}\`: it continues from here.`,
  };
}

/** The error of a failed run: its failures, the state of the stage, and the next command. */
export function engineError(failures: readonly EngineFailure[], state: string, again: string): DeployError {
  const { code, remedy } = remedyFor(decisiveCause(failures), again);
  const lines = shortList(failures.map(describeFailure), 10).map((line) => `  ${line}`);
  return new DeployError(code, [`${count(failures.length, "failure")}:`, ...lines, state].join("\n"), remedy);
}
