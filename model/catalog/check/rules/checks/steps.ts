import { nearestName } from "../../../../nearestName";
import type { CheckRow, CheckStep } from "../../../schema/checks";
import type { Finding } from "../../../finding";
import { allFunctions } from "../../../functions";
import { parseRoute, type Route } from "../../../route";
import type { Catalog } from "../../../schema/catalog";
import { matchesRoute } from "../../../requestedRoute";
import type { Path, RuleContext } from "../../rule";
import { errorFinding } from "../../errorFinding";
import { unknownNameRemedy } from "../../unknownName";
import { ownValue } from "../../../../ownValue";

/** What the rules for check steps need. */
export interface StepContext {
  readonly catalog: Catalog;
  readonly context: RuleContext;
  readonly routes: readonly Route[];
}

/** Findings of a check's steps. A step may use variables that earlier steps save. */
export function stepsFindings(
  look: StepContext,
  at: Path,
  steps: readonly CheckStep[],
  variables: readonly string[],
): readonly Finding[] {
  return steps.flatMap((step, index) =>
    stepFindings(look, [...at, "steps", index], step, [...variables, ...savedVariables(steps.slice(0, index))]),
  );
}

export function stepFindings(
  { context, routes }: StepContext,
  at: Path,
  step: CheckStep,
  known: readonly string[],
): readonly Finding[] {
  const texts = [step.request, step.bearer ?? "", ...textsIn(step.body ?? {}), ...textsIn(step.answer)];
  const found = variableFindings(context, at, texts, known);
  // An invalid service may have it.
  if (!context.isComplete || routes.some((route) => matchesRoute(route, step.request))) return found;
  const reason = `no route of the backend matches ${step.request}`;
  const close = nearestName(
    step.request.replace(/\{\{([^}]*)\}\}/g, "{$1}"),
    routes.map(({ method, path }) => `${method} ${path}`),
  );
  const remedy = `${close === null ? "" : `Did you mean ${close}? `}Request a route of a service, or remove the step.`;
  return [...found, errorFinding(context, [...at, "request"], "CHECK_ROUTE", step.request, reason, remedy)];
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
    const close = nearestName(name, known);
    const remedy =
      close === null ? "Save it in an earlier step." : `Did you mean ${close}? Otherwise save it in an earlier step.`;
    return [
      errorFinding(context, at, "CHECK_VARIABLE", name, `the variable {{${name}}} is not set before this step`, remedy),
    ];
  });
}

export function rowFindings(
  { catalog, context }: StepContext,
  at: Path,
  { table, key }: CheckRow,
  known: readonly string[],
): readonly Finding[] {
  const found = variableFindings(context, at, Object.values(key), known);
  const spec = ownValue(catalog.data.tables, table);
  if (spec === undefined)
    return [...found, unknown(context, [...at, "table"], "table", table, Object.keys(catalog.data.tables))];
  const keyAttributes = [spec.hash, ...(spec.range === undefined ? [] : [spec.range])].map(
    (text) => text.split(" ")[0] ?? "",
  );
  const variables = Object.keys(key);
  if (variables.length === keyAttributes.length && keyAttributes.every((name) => variables.includes(name)))
    return found;
  const reason = `the key of ${table} is ${keyAttributes.join(" and ")}, not ${variables.join(" and ")}`;
  return [
    ...found,
    errorFinding(
      context,
      [...at, "key"],
      "CHECK_ROW",
      `table:${table}`,
      reason,
      "Write the complete key of the table.",
      [["data", "tables", table, "hash"], ...(spec.range === undefined ? [] : [["data", "tables", table, "range"]])],
    ),
  ];
}

export function savedVariables(steps: readonly CheckStep[]): readonly string[] {
  return steps.flatMap(({ save }) => Object.keys(save));
}

export function routesOf(catalog: Catalog): readonly Route[] {
  return allFunctions(catalog).flatMap(({ spec }) => spec.routes.map(parseRoute));
}

/** All strings in a value, at any depth. */
function textsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}

export function unknown(
  context: RuleContext,
  at: Path,
  kind: "table" | "queue",
  name: string,
  known: readonly string[],
): Finding {
  const reason = `there is no ${kind} "${name}"`;
  return errorFinding(context, at, "CHECK_UNKNOWN", `${kind}:${name}`, reason, unknownNameRemedy(name, known));
}
