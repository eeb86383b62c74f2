import { DeployError, type ErrorCode } from "../../../model/errors";
import { PHASES, phaseNumber } from "../../../model/phases";
import type { ClassifiedError } from "../../aws/errorKinds/classify";
import { ERROR_KINDS } from "../../aws/errorKinds/errorKind";
import { documentationOf } from "../../knownErrors/allKnownErrors";
import type { KnownError } from "../../knownErrors/knownError";
import { distinctCauses, type FailureCause } from "./failureCause";
import type { EngineFailure } from "./engineFailure";
import { isLoopbackUnreachable } from "./providerError";
import { shortList } from "../../shortList";
import { count } from "../../ui/duration";

/** One failure as text: phase, resource, message. */
function describeFailure(failure: EngineFailure): string {
  if (failure.resource === null) return failure.message;
  const { name, type, phase } = failure.resource;
  const spec = PHASES.find((candidate) => candidate.id === phase);
  const where = spec === undefined ? "" : `phase ${String(phaseNumber(spec.id))} ${spec.title}, `;
  return `${where}${name} (${type}): ${failure.message}`;
}

/** Causes that an error explains. */
const MAX_EXPLAINED = 3;

/** What happened and why, of a known cause. */
function explanationOf(cause: FailureCause): readonly string[] {
  const known = knownErrorOf(cause);
  return known === null ? [] : [`${known.title}. ${known.meaning}`];
}

/** Null where AWS's own message is all that is known. */
function knownErrorOf(cause: FailureCause): KnownError | null {
  switch (cause.kind) {
    case "aws":
      return cause.answer.kind === "unknown" ? null : cause.answer.known;
    case "engine":
      return cause.known;
    case "unknown":
      return null;
  }
}

function codeOf(cause: FailureCause): ErrorCode {
  switch (cause.kind) {
    case "aws": {
      if (isEmulatorStopped(cause.answer)) return "EMULATOR_NOT_RUNNING";
      const { code } = ERROR_KINDS[cause.answer.kind];
      return code === "AWS" ? "ENGINE" : code;
    }
    case "engine":
      return cause.known.code;
    case "unknown":
      return "ENGINE";
  }
}

function isEmulatorStopped(answer: ClassifiedError): boolean {
  return answer.kind === "unreachable" && isLoopbackUnreachable(answer);
}

/**
 * What to do about a cause.
 * @param again the command to run again
 * @param adoptable options that take over what exists already
 */
function remedyFor(cause: FailureCause, again: string, adoptable: readonly string[]): string {
  const then = `run \`${again}\`: it continues from here.`;
  switch (cause.kind) {
    case "aws": {
      const { kind, remedy, documentation } = cause.answer;
      if (isEmulatorStopped(cause.answer))
        return `The local AWS does not answer. Start it again with \`bin/deploy rehearse\`; its data is kept. Then run \`${again}\`.`;
      if (kind === "exists" && adoptable.length > 0)
        return `${adoptionRemedy(again, adoptable)} If nothing uses it, delete it in AWS, then ${then} See ${documentation}.`;
      return `${remedy} Then ${then} See ${documentation}.`;
    }
    case "engine": {
      const { remedy, continues } = cause.known;
      return `${remedy}${continues ? ` Then ${then}` : ""} See ${documentationOf(cause.known)}.`;
    }
    case "unknown":
      return `Fix the cause, then ${then}`;
  }
}

function adoptionRemedy(again: string, adoptable: readonly string[]): string {
  const others = adoptable.filter((option) => !again.includes(option));
  return `Take over what exists: \`${[again, ...others].join(" ")}\`; a preview shows first what that changes. If a deployment of this stage created it, restore the state instead: \`bin/deploy restore-state <stage> --list\`.`;
}

/** One command takes over everything that exists, so the first conflict has the remedy of all. */
function withoutRepeatedAdoption(
  causes: readonly FailureCause[],
  adoptable: readonly string[],
): readonly FailureCause[] {
  const isConflict = (cause: FailureCause): boolean => cause.kind === "aws" && cause.answer.kind === "exists";
  const first = causes.find(isConflict);
  return adoptable.length === 0 ? causes : causes.filter((cause) => cause === first || !isConflict(cause));
}

/**
 * The error of a failed run: its failures, their causes, the state of the stage, and the next command.
 * @param adoptable options that take over what exists already: `--adopt table-users=listbackup-dev-users`
 */
export function engineError(
  failures: readonly EngineFailure[],
  state: string,
  again: string,
  adoptable: readonly string[] = [],
): DeployError {
  const [decisive, ...others] = distinctCauses(failures);
  const known = others.filter((cause) => knownErrorOf(cause) !== null).slice(0, MAX_EXPLAINED - 1);
  const lines = shortList(failures.map(describeFailure), 10).map((line) => `  ${line}`);
  return new DeployError(
    codeOf(decisive),
    [
      `${count(failures.length, "failure")}:`,
      ...lines,
      ...new Set([decisive, ...known].flatMap(explanationOf)),
      state,
    ].join("\n"),
    withoutRepeatedAdoption([decisive, ...known], adoptable)
      .map((cause) => remedyFor(cause, again, adoptable))
      .join("\n"),
  );
}
