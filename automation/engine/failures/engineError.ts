import { DeployError, type ErrorCode } from "../../../model/errors";
import { PHASES, phaseNumber } from "../../../model/phases";
import type { Answer } from "../../aws/errorKinds/classify";
import { KINDS } from "../../aws/errorKinds/errorKind";
import { decisiveCause, type FailureCause } from "./failureCause";
import type { EngineFailure } from "./engineFailure";
import { isLoopbackUnreachable } from "./providerError";
import { RESTORE_STATE } from "../stack/stack";
import { count } from "../../ui/duration";

/** One failure as text: phase, resource, what was said. */
export function describeFailure(failure: EngineFailure): string {
  if (failure.resource === null) return failure.message;
  const { name, type, phase } = failure.resource;
  const spec = PHASES.find((candidate) => candidate.id === phase);
  const where = spec === undefined ? "" : `phase ${String(phaseNumber(spec.id))} ${spec.title}, `;
  return `${where}${name} (${type}): ${failure.message}`;
}

interface Remedy {
  readonly code: ErrorCode;
  readonly remedy: string;
}

/** What helps against a cause. @param again how to repeat the command */
function remedyFor(cause: FailureCause, again: string): Remedy {
  switch (cause.kind) {
    case "aws":
      return awsErrorRemedy(cause.answer, again);
    case "killed":
      return {
        code: "ENGINE",
        remedy: `Run \`${again}\`: it finds what was in flight and carries on. A machine that runs out of memory ends processes by SIGKILL.`,
      };
    case "provider-gone":
      return { code: "ENGINE", remedy: `The provider's process ended. Run \`${again}\`: it carries on from here.` };
    case "locked":
      return {
        code: "LEASE_HELD",
        remedy:
          "Another run of the engine holds this stage, or one was killed. Look with `bin/deploy status`; where it is dead the next `up` clears the lock.",
      };
    case "disk":
      return {
        code: "DISK",
        remedy:
          cause.problem === "full"
            ? `Make room on the disk, then run \`${again}\`. The state is not damaged.`
            : `Give this user write access to the file that is named, then run \`${again}\`. The state is not damaged.`,
      };
    case "state":
      return { code: "STATE_UNREADABLE", remedy: RESTORE_STATE };
    case "unknown":
      return { code: "ENGINE", remedy: `Fix the cause, then run \`${again}\`: it carries on from here.` };
  }
}

function awsErrorRemedy(answer: Answer, again: string): Remedy {
  if (answer.kind === "unreachable" && isLoopbackUnreachable(answer)) {
    return {
      code: "EMULATOR_NOT_RUNNING",
      remedy: `The local AWS does not answer. Start it again: \`bin/deploy rehearse\`; its data is still there. Then run \`${again}\`.`,
    };
  }
  const { code } = KINDS[answer.kind];
  return {
    code: code === "AWS" ? "ENGINE" : code,
    remedy: `${answer.remedy} Then run \`${again}\`: it carries on from here.`,
  };
}

/** A run that failed, as the error that is shown: everything that went wrong, and the next command. */
export function engineError(failures: readonly EngineFailure[], state: string, again: string): DeployError {
  const texts = failures.map(describeFailure);
  const { code, remedy } = remedyFor(decisiveCause(failures), again);
  const shown = texts.slice(0, 10).map((text) => `  ${text}`);
  const rest = texts.length > shown.length ? [`  … and ${String(texts.length - shown.length)} more`] : [];
  return new DeployError(code, [`${count(failures.length, "failure")}:`, ...shown, ...rest, state].join("\n"), remedy);
}
