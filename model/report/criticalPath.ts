import type { ResourceSpan } from "./spans";

/** A span on the critical path, and the time before it in which nothing on the path ran: gates, and the engine itself. */
export interface PathPart {
  readonly span: ResourceSpan;
  /** ms */
  readonly waited: number;
}

/**
 * The chain of operations that decided how long the deployment took: from the one that ended last back to the beginning.
 * Before each is the dependency that ended last; where none of its dependencies changed, the operation of an earlier
 * phase that ended last, because a phase waits for the ones before it.
 * @param dependencies names of the resources that a resource depends on, by its name
 * @returns in the order of time
 */
export function criticalPath(
  spans: readonly ResourceSpan[],
  dependencies: ReadonlyMap<string, readonly string[]>,
): readonly PathPart[] {
  const path: PathPart[] = [];
  let current = latest(spans);
  while (current !== undefined) {
    const before = predecessor(current, spans, dependencies);
    path.unshift({ span: current, waited: before === undefined ? 0 : Math.max(0, current.from - before.to) });
    current = before;
  }
  return path;
}

function predecessor(
  { name, phase, from }: ResourceSpan,
  spans: readonly ResourceSpan[],
  dependencies: ReadonlyMap<string, readonly string[]>,
): ResourceSpan | undefined {
  const needed = new Set(dependencies.get(name) ?? []);
  const earlier = spans.filter((span) => span.to <= from && span.name !== name);
  return (
    latest(earlier.filter((span) => needed.has(span.name))) ?? latest(earlier.filter((span) => span.phase !== phase))
  );
}

function latest(spans: readonly ResourceSpan[]): ResourceSpan | undefined {
  return spans.reduce<ResourceSpan | undefined>(
    (last, span) => (last === undefined || span.to > last.to ? span : last),
    undefined,
  );
}
