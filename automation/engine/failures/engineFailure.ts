import type { EngineEvent } from "@pulumi/pulumi/automation";
import { phaseOfUrn, type PhaseId } from "../../../model/phases";
import { nameOfUrn } from "../changes/change";
import type { StateInputs } from "../state/exportedState";

interface FailedResource {
  readonly name: string;
  readonly type: string;
  readonly phase: PhaseId | null;
  /** As the engine's events have them: secrets are masked. Absent where no event has them. */
  readonly inputs?: StateInputs;
}

/** One failure of an engine run. */
export interface EngineFailure {
  /** Null for a failure of the program or of the engine itself. */
  readonly resource: FailedResource | null;
  /** Message of the provider or the engine, without colours and without the URN in front. */
  readonly message: string;
  /** The signal that ended the engine's process, or the error with which it could not be started. */
  readonly exit?:
    { readonly signal: string; readonly errno?: never } | { readonly errno: string; readonly signal?: never };
}

/** Messages that only summarize earlier ones. */
const SUMMARY_MESSAGES = [
  /^update failed$/,
  /^preview failed$/,
  /^destroy failed$/,
  /^resource (creation|update|deletion) failed$/,
];

/** About resources of the plan that the engine did not reach because another one failed. */
const NOT_REACHED_MESSAGE = /^expected resource operations for .* but none were seen$/;

/** Whether a failure only follows from another one. */
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

/** An error or warning of the engine or a provider, summaries excluded. */
export interface Diagnostic extends EngineFailure {
  readonly severity: "error" | "warning";
}

/** Null for other events, and for summaries. */
export function diagnosticOf({ diagnosticEvent }: EngineEvent): Diagnostic | null {
  if (diagnosticEvent === undefined) return null;
  const { urn, severity } = diagnosticEvent;
  if (severity !== "error" && severity !== "warning") return null;
  const message = plainMessage(diagnosticEvent.message);
  if (message === "" || SUMMARY_MESSAGES.some((summary) => summary.test(message))) return null;
  return { severity, ...failureOf(urn, message) };
}

/** Failures in a run's events, each once, in order. Follow-on failures are left out where their cause is known. */
export function failuresOf(events: readonly EngineEvent[]): readonly EngineFailure[] {
  const seen = new Set<string>();
  const inputs = new Map(
    events.flatMap(({ resourcePreEvent }) => {
      // A deletion has none: null, although the SDK's type says undefined.
      const { urn, new: next } = resourcePreEvent?.metadata ?? {};
      const found = next?.inputs as StateInputs | null | undefined;
      return urn === undefined || found === undefined || found === null ? [] : [[urn, found] as const];
    }),
  );
  const failures = events.flatMap((event) => {
    const diagnostic = diagnosticOf(event);
    if (diagnostic?.severity !== "error") return [];
    const { message } = diagnostic;
    const found = inputs.get(event.diagnosticEvent?.urn ?? "");
    const resource =
      diagnostic.resource === null || found === undefined
        ? diagnostic.resource
        : { ...diagnostic.resource, inputs: found };
    const key = `${event.diagnosticEvent?.urn ?? ""} ${message}`;
    if (seen.has(key)) return [];
    seen.add(key);
    return [{ resource, message }];
  });
  const causes = failures.filter((failure) => !isFollowOnFailure(failure));
  return causes.length > 0 ? causes : failures;
}
