import type { EngineEvent } from "@pulumi/pulumi/automation";
import { PHASES, phaseOfUrn, type PhaseId } from "../../model/phases";
import { isComponent, nameOfUrn } from "../engine/changes/change";

type PhaseState = "waiting" | "running" | "done" | "failed" | "unchanged";

/** Progress of a phase. */
export interface PhaseProgress {
  readonly id: PhaseId;
  readonly title: string;
  readonly state: PhaseState;
  /** URNs in the preview, and others that the engine changes. A replacement, which has three steps, is one. */
  readonly planned: ReadonlySet<string>;
  /** URNs of the finished changes. */
  readonly done: ReadonlySet<string>;
  /** URNs of the changes in progress. */
  readonly working: ReadonlySet<string>;
  /** ms since the epoch; null before the first change. */
  readonly startedAt: number | null;
  readonly endedAt: number | null;
}

export type Progress = readonly PhaseProgress[];

const CHANGE_OPERATIONS = new Set([
  "create",
  "update",
  "replace",
  "delete",
  "import",
  "create-replacement",
  "delete-replaced",
]);

/** A change that is expected. */
export interface Planned {
  readonly urn: string;
  readonly phase: PhaseId | null;
}

/** Progress before the first event, from the changes of the preview. */
export function initialProgress(changes: readonly Planned[]): Progress {
  return PHASES.map(({ id, title }) => {
    const planned = new Set(changes.flatMap((change) => (change.phase === id ? [change.urn] : [])));
    return {
      id,
      title,
      planned,
      state: planned.size === 0 ? "unchanged" : "waiting",
      done: new Set(),
      working: new Set(),
      startedAt: null,
      endedAt: null,
    };
  });
}

/** Progress after one more event of the engine. Events that are not about a phase do not change it. */
export function advance(progress: Progress, event: EngineEvent, now: number): Progress {
  const step = event.resourcePreEvent ?? event.resOutputsEvent ?? event.resOpFailedEvent;
  if (step === undefined || !CHANGE_OPERATIONS.has(step.metadata.op) || isComponent(step.metadata.type))
    return progress;
  const { urn, op } = step.metadata;
  const isOld = op === "delete-replaced";
  const id = phaseOfUrn(urn);
  return progress.map((phase) => {
    if (phase.id !== id) return phase;
    if (event.resourcePreEvent !== undefined) return beginChange(phase, urn, isOld, now);
    return endChange(phase, urn, event.resOpFailedEvent !== undefined ? "failed" : isOld ? "old deleted" : "done", now);
  });
}

/** @param isOld the old resource of a replacement, which is deleted at the end of the run, after its phase */
function beginChange(phase: PhaseProgress, urn: string, isOld: boolean, now: number): PhaseProgress {
  return {
    ...phase,
    state: phase.state === "failed" || (isOld && phase.state === "done") ? phase.state : "running",
    planned: phase.planned.has(urn) ? phase.planned : new Set([...phase.planned, urn]),
    working: new Set([...phase.working, urn]),
    startedAt: phase.startedAt ?? now,
    endedAt: null,
  };
}

function endChange(
  phase: PhaseProgress,
  urn: string,
  outcome: "done" | "old deleted" | "failed",
  now: number,
): PhaseProgress {
  const working = new Set([...phase.working].filter((other) => other !== urn));
  const done = outcome === "done" ? new Set([...phase.done, urn]) : phase.done;
  const finished = working.size === 0 && done.size >= phase.planned.size;
  const state = outcome === "failed" || phase.state === "failed" ? "failed" : finished ? "done" : "running";
  return { ...phase, working, done, state, endedAt: working.size === 0 ? now : null };
}

/** Name of a resource that is changing in a phase; empty where none is. */
export function currentResource(phase: PhaseProgress): string {
  const [urn] = phase.working;
  return urn === undefined ? "" : nameOfUrn(urn);
}
