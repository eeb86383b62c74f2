import { DeployError, type ErrorCode } from "../../../model/errors";
import { PHASES, phaseNumber } from "../../../model/phases";
import type { ClassifiedError } from "../../aws/errorKinds/classify";
import { ERROR_KINDS } from "../../aws/errorKinds/errorKind";
import { documentationOf } from "../../knownErrors/allKnownErrors";
import type { KnownEngineError } from "../../knownErrors/knownError";
import { decisiveCause, type FailureCause } from "./failureCause";
import type { EngineFailure } from "./engineFailure";
import { isLoopbackUnreachable } from "./providerError";
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

interface Remedy {
  readonly code: ErrorCode;
  readonly remedy: string;
}

/** What to do about a cause. @param again the command to run again */
function remedyFor(cause: FailureCause, again: string): Remedy {
  const then = `run \`${again}\`: it continues from here.`;
  switch (cause.kind) {
    case "aws":
      return awsErrorRemedy(cause.answer, again);
    case "engine": {
      const { code, remedy, continues } = cause.known;
      return { code, remedy: `${remedy}${continues ? ` Then ${then}` : ""} ${seeDocumentation(cause.known)}` };
    }
    case "unknown":
      return { code: "ENGINE", remedy: `Fix the cause, then ${then}` };
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
    remedy: `${answer.remedy} Then run \`${again}\`: it continues from here. See ${answer.documentation}.`,
  };
}

function adoptionRemedy({ documentation }: ClassifiedError, again: string, adoptable: readonly string[]): Remedy {
  const others = adoptable.filter((option) => !again.includes(option));
  return {
    code: "ENGINE",
    remedy: `Take over what exists: \`${[again, ...others].join(" ")}\`; a preview shows first what that changes. If a deployment of this stage created it, restore the state instead: \`bin/deploy restore-state <stage> --list\`. If nothing uses it, delete it in AWS, then run \`${again}\`: it continues from here. See ${documentation}.`,
  };
}

function seeDocumentation(known: KnownEngineError): string {
  return `See ${documentationOf(known)}.`;
}

/**
 * The error of a failed run: its failures, the state of the stage, and the next command.
 * @param adoptable options that take over what exists already: `--adopt table-users=listbackup-dev-users`
 */
export function engineError(
  failures: readonly EngineFailure[],
  state: string,
  again: string,
  adoptable: readonly string[] = [],
): DeployError {
  const cause = decisiveCause(failures);
  const isConflict = cause.kind === "aws" && cause.answer.kind === "exists" && adoptable.length > 0;
  const { code, remedy } = isConflict ? adoptionRemedy(cause.answer, again, adoptable) : remedyFor(cause, again);
  const lines = shortList(failures.map(describeFailure), 10).map((line) => `  ${line}`);
  return new DeployError(code, [`${count(failures.length, "failure")}:`, ...lines, state].join("\n"), remedy);
}
