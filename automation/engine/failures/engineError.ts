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
    remedy: `${answer.remedy} Then run \`${again}\`: it continues from here. More: ${answer.documentation}`,
  };
}

function seeDocumentation(known: KnownEngineError): string {
  return `More: ${documentationOf(known)}`;
}

/** The error of a failed run: its failures, the state of the stage, and the next command. */
export function engineError(failures: readonly EngineFailure[], state: string, again: string): DeployError {
  const { code, remedy } = remedyFor(decisiveCause(failures), again);
  const lines = shortList(failures.map(describeFailure), 10).map((line) => `  ${line}`);
  return new DeployError(code, [`${count(failures.length, "failure")}:`, ...lines, state].join("\n"), remedy);
}
