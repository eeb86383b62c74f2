import type { PhaseId } from "../phases";
import type { DeploymentEvent, Operation, ResourceEvent } from "../release/event";

/** An operation on a resource from its beginning to its end. */
export interface ResourceSpan {
  readonly type: string;
  /** Logical name. */
  readonly name: string;
  readonly phase: PhaseId | null;
  readonly operation: Operation;
  readonly state: "done" | "failed" | "running";
  /** Unix ms */
  readonly from: number;
  /** Unix ms; of a running operation: the time of the newest event. */
  readonly to: number;
}

/** A phase from the first operation on its resources to its gate. */
export interface PhaseSpan {
  readonly phase: PhaseId;
  readonly state: "done" | "failed" | "running";
  readonly resources: number;
  /** Unix ms */
  readonly from: number;
  readonly to: number;
}

/** Operations in the order of their beginning. */
export function resourceSpans(events: readonly DeploymentEvent[]): readonly ResourceSpan[] {
  const newest = events.at(-1)?.at ?? 0;
  const spans: ResourceSpan[] = [];
  const begun = new Map<string, ResourceEvent>();
  for (const event of events) {
    if (event.kind !== "resource") continue;
    const key = keyOf(event);
    const start = begun.get(key);
    if (event.state === "began") {
      begun.set(key, event);
      continue;
    }
    begun.delete(key);
    spans.push(spanOf(event, start?.at ?? event.at - (event.ms ?? 0), event.at, event.state));
  }
  for (const event of begun.values()) spans.push(spanOf(event, event.at, newest, "running"));
  return spans.sort((a, b) => a.from - b.from || a.to - b.to);
}

function keyOf({ operation, type, name }: ResourceEvent): string {
  return `${operation} ${type} ${name}`;
}

function spanOf(
  { type, name, phase, operation }: ResourceEvent,
  from: number,
  to: number,
  state: ResourceSpan["state"],
): ResourceSpan {
  return { type, name, phase, operation, state, from, to };
}

/** Phases in which a resource changed, in the order of their beginning. */
export function phaseSpans(
  events: readonly DeploymentEvent[],
  resources: readonly ResourceSpan[],
): readonly PhaseSpan[] {
  const ended = new Map(events.flatMap((event) => (event.kind === "phase" ? [[event.phase, event.at] as const] : [])));
  const phases = [...new Set(resources.flatMap(({ phase }) => (phase === null ? [] : [phase])))];
  return phases
    .map((phase): PhaseSpan => {
      const own = resources.filter((span) => span.phase === phase);
      const end = ended.get(phase);
      return {
        phase,
        state: end !== undefined ? "done" : own.some(({ state }) => state === "failed") ? "failed" : "running",
        resources: own.length,
        from: Math.min(...own.map(({ from }) => from)),
        to: end ?? Math.max(...own.map(({ to }) => to)),
      };
    })
    .sort((a, b) => a.from - b.from);
}
