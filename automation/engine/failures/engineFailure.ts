import type { EngineEvent } from "@pulumi/pulumi/automation";
import { phaseOfUrn, type PhaseId } from "../../../model/phases";
import { nameOfUrn } from "../changes/change";

/** One thing that went wrong in a run of the engine. */
export interface EngineFailure {
  /** Null where no resource is to blame: the program or the engine itself. */
  readonly resource: { readonly name: string; readonly type: string; readonly phase: PhaseId | null } | null;
  /** The provider's or the engine's words, without colours and without the URN in front. */
  readonly message: string;
  /** How the engine's process ended, or could not be started, where it did not come to an end by itself. */
  readonly exit?:
    { readonly signal: string; readonly errno?: never } | { readonly errno: string; readonly signal?: never };
}

/** Lines by which the engine sums up what it has said already. */
const SUMMARY_MESSAGES = [
  /^update failed$/,
  /^preview failed$/,
  /^destroy failed$/,
  /^resource (creation|update|deletion) failed$/,
];

/** Of resources that the plan names and the engine never came to, because another one failed. */
const NOT_REACHED_MESSAGE = /^expected resource operations for .* but none were seen$/;

/** Whether a failure is only what follows from another one. */
export function isFollowOnFailure({ message }: Pick<EngineFailure, "message">): boolean {
  return NOT_REACHED_MESSAGE.test(message);
}

function plainMessage(message: string): string {
  return message
    .replace(/<\{%[^%]*%\}>/g, "")

    .replace(/\u001b\[[0-9;]*m/g, "")
    .replace(/^error:\s*/i, "")
    .trim();
}

function failureOf(urn: string | undefined, message: string): EngineFailure {
  if (urn === undefined || urn === "" || urn.includes("pulumi:pulumi:Stack::")) return { resource: null, message };
  const types = urn.split("::")[2] ?? "";
  return {
    resource: { name: nameOfUrn(urn), type: types.split("$").at(-1) ?? types, phase: phaseOfUrn(urn) },
    message,
  };
}

/** Something that the engine or a provider says of a run: an error or a warning, without what only sums up others. */
export interface Diagnostic extends EngineFailure {
  readonly severity: "error" | "warning";
}

/** Null where an event is none, or says nothing of its own. */
export function diagnosticOf({ diagnosticEvent }: EngineEvent): Diagnostic | null {
  if (diagnosticEvent === undefined) return null;
  const { urn, severity } = diagnosticEvent;
  if (severity !== "error" && severity !== "warning") return null;
  const message = plainMessage(diagnosticEvent.message);
  if (message === "" || SUMMARY_MESSAGES.some((echo) => echo.test(message))) return null;
  return { severity, ...failureOf(urn, message) };
}

/** What a run's events say went wrong, each thing once, in order; consequences only where their cause is not known. */
export function failuresOf(events: readonly EngineEvent[]): readonly EngineFailure[] {
  const seen = new Set<string>();
  const failures = events.flatMap((event) => {
    const diagnostic = diagnosticOf(event);
    if (diagnostic?.severity !== "error") return [];
    const { resource, message } = diagnostic;
    const key = `${event.diagnosticEvent?.urn ?? ""} ${message}`;
    if (seen.has(key)) return [];
    seen.add(key);
    return [{ resource, message }];
  });
  const causes = failures.filter((failure) => !isFollowOnFailure(failure));
  return causes.length > 0 ? causes : failures;
}
