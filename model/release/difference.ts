import { allFunctions } from "../catalog/functions";
import type { ReleaseRecord } from "./record";

type DifferenceKind = "service" | "function" | "code" | "route" | "table" | "queue" | "configuration";

/** A difference between two releases. */
export interface ReleaseDifference {
  readonly kind: DifferenceKind;
  readonly change: "added" | "removed" | "changed";
  readonly name: string;
}

/** Differences of `after` from `before`: services, functions, code, routes, tables, queues and configuration. */
export function releaseDifferences(before: ReleaseRecord, after: ReleaseRecord): readonly ReleaseDifference[] {
  const [old, now] = [comparableTexts(before), comparableTexts(after)];
  return (Object.keys(now) as DifferenceKind[]).flatMap((kind) => compareTexts(kind, old[kind], now[kind]));
}

type ComparableTexts = Readonly<Record<string, string>>;

/** The parts of a release by kind and name, as texts to compare. */
function comparableTexts({ release, settings }: ReleaseRecord): Readonly<Record<DifferenceKind, ComparableTexts>> {
  const { catalog, artifacts } = release;
  const functions = allFunctions(catalog);
  const texts = (things: Readonly<Record<string, unknown>>): ComparableTexts =>
    Object.fromEntries(Object.entries(things).map(([name, thing]) => [name, JSON.stringify(thing)]));
  return {
    // Without functions, which are compared separately.
    service: texts(
      Object.fromEntries(Object.entries(catalog.services).map(([name, { functions: _own, ...rest }]) => [name, rest])),
    ),
    function: texts(Object.fromEntries(functions.map(({ id, spec: { routes: _routes, ...rest } }) => [id, rest]))),
    code: texts(Object.fromEntries(Object.entries(artifacts).map(([id, { digest }]) => [id, digest]))),
    route: Object.fromEntries(functions.flatMap(({ id, spec }) => spec.routes.map((route) => [route, id]))),
    table: texts(catalog.data.tables),
    queue: texts(catalog.data.queues),
    configuration: texts(settings),
  };
}

function compareTexts(
  kind: DifferenceKind,
  before: ComparableTexts,
  after: ComparableTexts,
): readonly ReleaseDifference[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return names.flatMap((name): readonly ReleaseDifference[] => {
    const [old, now] = [before[name], after[name]];
    if (old === now) return [];
    return [{ kind, name, change: old === undefined ? "added" : now === undefined ? "removed" : "changed" }];
  });
}
