import type { EngineEvent } from "@pulumi/pulumi/automation";
import { showProgress } from "../../../automation/ui/progressView";
import { openTerminal, type Streams } from "../../../automation/ui/terminal";
import type { PhaseTime } from "../../../model/release/phaseTime";
import { PHASES, type PhaseId } from "../../../model/phases";

const TYPE = "aws:sqs/queue:Queue";

const urnOf = (phase: PhaseId, name: string): string => {
  const token = PHASES.find(({ id }) => id === phase)?.token ?? "";
  return `urn:pulumi:dev::p::listbackup:stage:StageStack$${token}$${TYPE}::${name}`;
};

const planned = (phase: PhaseId, names: readonly string[]): { readonly phase: PhaseId; readonly urn: string }[] =>
  names.map((name) => ({ phase, urn: urnOf(phase, name) }));

type Kind = "resourcePreEvent" | "resOutputsEvent" | "resOpFailedEvent";

function event(kind: Kind, phase: PhaseId, name: string): EngineEvent {
  return { sequence: 0, timestamp: 0, [kind]: { metadata: { op: "create", urn: urnOf(phase, name), type: TYPE } } };
}

const EARLIER: readonly PhaseTime[] = [
  { phase: "core", resources: 3, milliseconds: 60_000 },
  { phase: "users", resources: 2, milliseconds: 120_000 },
];
const CHANGES = [
  ...planned("core", ["queue-a", "queue-b", "queue-c"]),
  ...planned("users", ["users-getMe", "users-put"]),
];

/** Shows a run that has done one of three changes of the second phase after 20 s, and works on the others. */
export function playRun(streams: Streams, fail = false): void {
  let now = 0;
  const terminal = openTerminal({ json: false, quiet: false, verbose: false, color: false }, streams);
  const view = showProgress(terminal, CHANGES, { earlier: EARLIER, clock: () => now });
  for (const name of ["queue-a", "queue-b", "queue-c"]) view.event(event("resourcePreEvent", "core", name));
  now = 20_000;
  view.event(event("resOutputsEvent", "core", "queue-a"));
  if (fail) {
    const message = `<{%reset%}>creating: AccessDenied: ${"not allowed ".repeat(12)}<{%reset%}>\n`;
    const diagnosticEvent = { urn: urnOf("core", "queue-b"), severity: "error", message, color: "never" };
    view.event({ sequence: 0, timestamp: 0, diagnosticEvent } as EngineEvent);
    view.event(event("resOpFailedEvent", "core", "queue-b"));
  }
  view.close();
  terminal.printText("the result");
}

if (require.main === module) playRun(process);
