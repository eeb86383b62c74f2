import { nearest } from "../../nearest";
import { REQUEST, type CheckRow, type CheckStep } from "../checksSchema";
import type { Finding } from "../finding";
import { allFunctions } from "../functions";
import { parseRoute } from "../route";
import type { Catalog } from "../schema";
import type { Path, RuleContext } from "./rule";

/** What the steps of checks are held against. */
export interface Look {
  readonly catalog: Catalog;
  readonly context: RuleContext;
  /** `GET /tags/{}` */
  readonly routes: ReadonlySet<string>;
}

/** The steps of a check one after the other: each knows what those before it have saved. */
export function stepsFindings(
  look: Look,
  at: Path,
  steps: readonly CheckStep[],
  given: readonly string[],
): readonly Finding[] {
  return steps.flatMap((step, index) =>
    stepFindings(look, [...at, "steps", index], step, [...given, ...savedBy(steps.slice(0, index))]),
  );
}

export function stepFindings(
  { context, routes }: Look,
  at: Path,
  step: CheckStep,
  known: readonly string[],
): readonly Finding[] {
  const texts = [
    step.request,
    step.bearer ?? "",
    ...Object.values(step.body ?? {}).map(String),
    ...Object.values(step.answer),
  ];
  const found = variableFindings(context, at, texts, known);
  const asked = shapeOf(step.request);
  // A service that could not be read may have it.
  if (routes.has(asked) || !context.whole) return found;
  const reason = `${step.request} is no route of the backend`;
  return [
    ...found,
    error(
      context,
      [...at, "request"],
      "CHECK_ROUTE",
      step.request,
      reason,
      "Ask for a route that a service's file has.",
    ),
  ];
}

export function variableFindings(
  context: RuleContext,
  at: Path,
  texts: readonly string[],
  known: readonly string[],
): readonly Finding[] {
  const names = new Set(texts.flatMap((text) => [...text.matchAll(/\{\{([^}]*)\}\}/g)].map(([, name = ""]) => name)));
  return [...names].flatMap((name) => {
    if (known.includes(name)) return [];
    const close = nearest(name, known);
    const remedy =
      close === null ? "Save it in an earlier step." : `Did you mean ${close}? Else save it in an earlier step.`;
    return [error(context, at, "CHECK_VARIABLE", name, `nothing is known as {{${name}}} by then`, remedy)];
  });
}

export function rowFindings(
  { catalog, context }: Look,
  at: Path,
  { table, key }: CheckRow,
  known: readonly string[],
): readonly Finding[] {
  const found = variableFindings(context, at, Object.values(key), known);
  const spec = catalog.data.tables[table];
  if (spec === undefined) {
    const close = nearest(table, Object.keys(catalog.data.tables));
    return [...found, unknown(context, [...at, "table"], `table:${table}`, close)];
  }
  const wanted = [spec.hash, ...(spec.range === undefined ? [] : [spec.range])].map((text) => text.split(" ")[0] ?? "");
  const given = Object.keys(key);
  if (given.length === wanted.length && wanted.every((name) => given.includes(name))) return found;
  const reason = `a row of ${table} is named by ${wanted.join(" and ")}, not by ${given.join(" and ")}`;
  return [
    ...found,
    error(context, [...at, "key"], "CHECK_ROW", `table:${table}`, reason, "Give the table's whole key."),
  ];
}

export function savedBy(steps: readonly CheckStep[]): readonly string[] {
  return steps.flatMap(({ save }) => Object.keys(save));
}

export function routesOf(catalog: Catalog): ReadonlySet<string> {
  const routes = allFunctions(catalog).flatMap(({ spec }) => spec.routes.map(parseRoute));
  return new Set(routes.map(({ method, path }) => `${method} ${path.replace(/\{[^}]*\}/g, "{}")}`));
}

/** `GET /tags/{{tagId}}?limit=1` as `GET /tags/{}`. */
function shapeOf(request: string): string {
  const [, method = "", path = ""] = REQUEST.exec(request) ?? [];
  return `${method} ${(path.split("?")[0] ?? "").replace(/\{\{[^}]*\}\}/g, "{}")}`;
}

export function unknown(context: RuleContext, at: Path, subject: string, close: string | null): Finding {
  const remedy = close === null ? "Name one that data.yaml has." : `Did you mean ${close}?`;
  return error(context, at, "CHECK_UNKNOWN", subject, `${subject} is nowhere in data.yaml`, remedy);
}

export function error(
  context: RuleContext,
  at: Path,
  code: string,
  subject: string,
  reason: string,
  remedy: string,
): Finding {
  return context.find(at, { code, subject, reason, remedy, severity: "error" });
}
