import type { EngineEvent } from "@pulumi/pulumi/automation";
import { PHASES, phaseOfUrn, type PhaseId } from "../../model/phases";
import { isComponent, nameOfUrn, type Change } from "../engine/change";

export type PhaseState = "waiting" | "running" | "done" | "failed" | "unchanged";

/** How far a phase has come. */
export interface PhaseProgress {
  readonly id: PhaseId;
  readonly title: string;
  readonly state: PhaseState;
  /** Changes that the preview announced. */
  readonly planned: number;
  readonly done: number;
  /** Changes in flight, by URN. */
  readonly working: ReadonlySet<string>;
  /** ms since the epoch; null before the first change. */
  readonly startedAt: number | null;
  readonly endedAt: number | null;
}

export type Progress = readonly PhaseProgress[];

const CHANGING = new Set(["create", "update", "replace", "delete", "import", "create-replacement", "delete-replaced"]);

/** Progress before the first event: what the preview announced, phase by phase. */
export function initialProgress(changes: readonly Change[]): Progress {
  return PHASES.map(({ id, title }) => {
    const planned = changes.filter((change) => change.phase === id).length;
    return {
      id,
      title,
      planned,
      state: planned === 0 ? "unchanged" : "waiting",
      done: 0,
      working: new Set(),
      startedAt: null,
      endedAt: null,
    };
  });
}

/** Progress after one more event of the engine. Events that tell nothing of a phase leave it as it is. */
export function advance(progress: Progress, event: EngineEvent, now: number): Progress {
  const step = event.resourcePreEvent ?? event.resOutputsEvent ?? event.resOpFailedEvent;
  if (step === undefined || !CHANGING.has(step.metadata.op) || isComponent(step.metadata.type)) return progress;
  const { urn } = step.metadata;
  const id = phaseOfUrn(urn);
  return progress.map((phase) => {
    if (phase.id !== id) return phase;
    if (event.resourcePreEvent !== undefined) return begin(phase, urn, now);
    return end(phase, urn, event.resOpFailedEvent === undefined, now);
  });
}

function begin(phase: PhaseProgress, urn: string, now: number): PhaseProgress {
  return {
    ...phase,
    state: phase.state === "failed" ? "failed" : "running",
    working: new Set([...phase.working, urn]),
    startedAt: phase.startedAt ?? now,
    endedAt: null,
  };
}

function end(phase: PhaseProgress, urn: string, succeeded: boolean, now: number): PhaseProgress {
  const working = new Set([...phase.working].filter((other) => other !== urn));
  const done = phase.done + (succeeded ? 1 : 0);
  const finished = working.size === 0 && done >= phase.planned;
  const state = !succeeded || phase.state === "failed" ? "failed" : finished ? "done" : "running";
  return { ...phase, working, done, state, endedAt: working.size === 0 ? now : null };
}

/** A resource that a phase works on, for its line; empty when it works on none. */
export function currentResource(phase: PhaseProgress): string {
  const [urn] = phase.working;
  return urn === undefined ? "" : nameOfUrn(urn);
}
