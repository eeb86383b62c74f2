import { API_SERVICES } from "../limits/apiRates";
import { PHASES, type PhaseId } from "../phases";
import type { PauseCause } from "./perform";
import type { SimulatedGate, SimulatedOperation, Simulation } from "./simulation";

/** A part of the critical path: an operation or a gate. Times are ms from the beginning. */
export type SimulatedPart =
  | { readonly kind: "operation"; readonly operation: SimulatedOperation }
  | { readonly kind: "gate"; readonly gate: SimulatedGate };

/**
 * The chain that decides how long a simulated deployment takes: from its end back to its beginning, each part by what it waited
 * for. @returns in the order of time
 */
export function simulatedPath({ operations, gates }: Simulation): readonly SimulatedPart[] {
  const byName = new Map(operations.map((operation) => [operation.name, operation]));
  const byGroup = new Map(gates.map((gate) => [gate.group, gate]));
  const path: SimulatedPart[] = [];
  let part = lastPart(operations, gates);
  while (part !== undefined) {
    path.unshift(part);
    part = before(part, byName, byGroup);
  }
  return path;
}

function lastPart(
  operations: readonly SimulatedOperation[],
  gates: readonly SimulatedGate[],
): SimulatedPart | undefined {
  const gate = gates.at(-1);
  if (gate !== undefined) return { kind: "gate", gate };
  const operation = operations.at(-1);
  return operation === undefined ? undefined : { kind: "operation", operation };
}

function before(
  part: SimulatedPart,
  byName: ReadonlyMap<string, SimulatedOperation>,
  byGroup: ReadonlyMap<number, SimulatedGate>,
): SimulatedPart | undefined {
  if (part.kind === "gate") return operationPart(part.gate.after, byName);
  const { cause } = part.operation;
  switch (cause.kind) {
    case "start":
      return undefined;
    case "gate": {
      const gate = byGroup.get(cause.group);
      return gate === undefined ? undefined : { kind: "gate", gate };
    }
    case "dependency":
    case "slot":
      return operationPart(cause.name, byName);
  }
}

function operationPart(
  name: string | null,
  byName: ReadonlyMap<string, SimulatedOperation>,
): SimulatedPart | undefined {
  const operation = name === null ? undefined : byName.get(name);
  return operation === undefined ? undefined : { kind: "operation", operation };
}

/** What a part of the time on the path went to. */
export interface Bound {
  readonly title: string;
  readonly ms: number;
}

/** What the time of a path went to, the largest first. The engine's own time is the rest. */
export function boundsOf(path: readonly SimulatedPart[], ms: number): readonly Bound[] {
  const sums = new Map<string, number>();
  const add = (title: string, part: number): void => {
    if (part > 0) sums.set(title, (sums.get(title) ?? 0) + part);
  };
  for (const part of path) {
    if (part.kind === "gate") add("gates", part.gate.to - part.gate.from);
    else for (const pause of part.operation.pauses) add(causeTitle(pause.cause), pause.ms);
  }
  add("engine", ms - [...sums.values()].reduce((sum, part) => sum + part, 0));
  return [...sums].map(([title, part]) => ({ title, ms: part })).sort((a, b) => b.ms - a.ms);
}

/** What a pause is for, in words. */
export function causeTitle(cause: PauseCause): string {
  switch (cause.kind) {
    case "call":
      return `latency of ${API_SERVICES[cause.service].title}`;
    case "throttled":
      return `rate of ${API_SERVICES[cause.service].title}`;
    case "wait":
      return cause.for;
  }
}

/** When each phase began and ended, its gate included; phases without operations are left out. */
export function simulatedPhases({ operations, gates }: Simulation): readonly {
  readonly phase: PhaseId;
  readonly from: number;
  readonly to: number;
  readonly changed: number;
}[] {
  return PHASES.flatMap(({ id }, group) => {
    const own = operations.filter((operation) => operation.phase === id && operation.operation !== "same");
    if (own.length === 0) return [];
    const from = Math.min(...own.map((operation) => operation.from));
    const end = Math.max(...own.map((operation) => operation.to));
    return [{ phase: id, from, to: gates.find((gate) => gate.group === group)?.to ?? end, changed: own.length }];
  });
}
