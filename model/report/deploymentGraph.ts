import { PHASES, type PhaseId } from "../phases";
import type { DeploymentEvent, Operation } from "../release/event";
import type { PauseCause } from "../simulation/perform";
import type { Simulation } from "../simulation/simulation";
import {
  boundsOf,
  causeTitle,
  simulatedPath,
  simulatedPhases,
  type Bound,
  type SimulatedPart,
} from "../simulation/simulatedPath";
import { criticalPath } from "./criticalPath";
import { phaseSpans, resourceSpans } from "./spans";

/** Phases and critical path of a deployment, simulated or measured. Times are whole ms from its beginning. */
export interface DeploymentGraph {
  /** Until the end of the last operation or gate. */
  readonly ms: number;
  /** Phases in which something changes, in their order. */
  readonly phases: readonly GraphPhase[];
  /** Operations and gates that decide how long it takes, in their order. */
  readonly path: readonly GraphPart[];
  /** What the time of the path goes to, the largest first. Measured deployments: operations, and the time between them. */
  readonly bounds: readonly Bound[];
}

export interface GraphPhase {
  readonly phase: PhaseId;
  /** Number of changed resources. */
  readonly changed: number;
  readonly from: number;
  /** Its gate included. */
  readonly to: number;
}

interface GraphPart {
  /** Logical name of the resource; title of the phase for a gate. */
  readonly name: string;
  /** Resource type; null for a gate. */
  readonly type: string | null;
  readonly operation: Operation | "gate";
  readonly from: number;
  readonly to: number;
  /** What most of its time goes to; null: unknown. */
  readonly mainly: string | null;
}

/** Parts that end at once are no part of a path: resources that the engine only compares. */
const SHORTEST_PART_MS = 1;

export function graphOfSimulation(simulation: Simulation): DeploymentGraph {
  const path = simulatedPath(simulation);
  return {
    ms: Math.round(simulation.ms),
    phases: simulatedPhases(simulation).map((phase) => ({ ...phase, ...rounded(phase) })),
    path: path.flatMap(partOfSimulation).map((part) => ({ ...part, ...rounded(part) })),
    bounds: boundsOf(path, simulation.ms).map(({ title, ms }) => ({ title, ms: Math.round(ms) })),
  };
}

function rounded({ from, to }: Pick<GraphPart, "from" | "to">): Pick<GraphPart, "from" | "to"> {
  return { from: Math.round(from), to: Math.round(to) };
}

function partOfSimulation(part: SimulatedPart): readonly GraphPart[] {
  if (part.kind === "gate") {
    const { group, from, to } = part.gate;
    const name = PHASES[group]?.title;
    return name === undefined || to - from < SHORTEST_PART_MS
      ? []
      : [{ name, type: null, operation: "gate", from, to, mainly: null }];
  }
  const { name, type, operation, from, to, pauses } = part.operation;
  if (operation === "same" || to - from < SHORTEST_PART_MS) return [];
  return [{ name, type, operation, from, to, mainly: mainCause(pauses) }];
}

function mainCause(pauses: readonly { readonly ms: number; readonly cause: PauseCause }[]): string | null {
  const sums = new Map<string, number>();
  for (const { ms, cause } of pauses) sums.set(causeTitle(cause), (sums.get(causeTitle(cause)) ?? 0) + ms);
  return (
    [...sums].reduce<readonly [string, number] | null>(
      (most, one) => (most === null || one[1] > most[1] ? one : most),
      null,
    )?.[0] ?? null
  );
}

/**
 * A deployment as it was.
 * @param dependencies names of the resources that a resource depends on, by its name
 * @returns null if no operation was recorded
 */
export function graphOfEvents(
  events: readonly DeploymentEvent[],
  dependencies: ReadonlyMap<string, readonly string[]>,
): DeploymentGraph | null {
  const spans = resourceSpans(events);
  const first = spans[0];
  if (first === undefined) return null;
  const start = events[0]?.at ?? first.from;
  const path = criticalPath(spans, dependencies);
  const operations = path.reduce((sum, { span }) => sum + span.to - span.from, 0);
  const ms = Math.max(...spans.map(({ to }) => to)) - start;
  return {
    ms,
    phases: phaseSpans(events, spans).map(({ phase, resources, from, to }) => ({
      phase,
      changed: resources,
      from: from - start,
      to: to - start,
    })),
    path: path.map(({ span: { name, type, operation, from, to } }) => ({
      name,
      type,
      operation,
      from: from - start,
      to: to - start,
      mainly: null,
    })),
    bounds: [
      { title: "operations on resources", ms: operations },
      { title: "before and between them: steps of the driver, gates, the engine", ms: ms - operations },
    ],
  };
}
