import { REQUEST, type CheckOf, type CheckRow, type CheckStep } from "../checksSchema";
import type { Finding } from "../finding";
import { allFunctions } from "../functions";
import { parseRoute } from "../route";
import type { Catalog } from "../schema";
import { nearest } from "../../nearest";
import type { Path, Rule, RuleContext } from "./rule";

/** What a check is given without having saved it. */
const GIVEN = ["random"];
const OF_USER = ["email", "password", "name"];

/** What the checks ask for is there, what they refer to is known by then, and what they make is taken away. */
export const checks: Rule = (catalog, context) => {
  const { user, checks: all } = catalog.checks;
  const routes = routesOf(catalog);
  const look: Look = { catalog, context, routes };
  const userFindings =
    user === undefined ? [] : [...stepsFindings(look, ["checks", "user"], user.steps, OF_USER), ...userOf(look, user)];
  // That nobody saves token is said once, of the user.
  const his = user === undefined ? [] : [...OF_USER, "token", ...savedBy(user.steps)];
  return [
    ...userFindings,
    ...Object.entries(all).flatMap(([name, check]) => {
      const at = ["checks", "checks", name];
      if (check.kind === "requests") return requestsFindings(look, at, name, check, his);
      const needsUser = check.kind === "routes" && check.withToken.length > 0;
      return needsUser && user === undefined ? [noUser(context, [...at, "withToken"], name)] : [];
    }),
  ];
};

interface Look {
  readonly catalog: Catalog;
  readonly context: RuleContext;
  /** `GET /tags/{}` */
  readonly routes: ReadonlySet<string>;
}

type Requests = CheckOf<"requests">;

function requestsFindings(
  look: Look,
  at: Path,
  name: string,
  check: Requests,
  his: readonly string[],
): readonly Finding[] {
  const { catalog, context } = look;
  const known = [...GIVEN, ...(check.user ? his : [])];
  const everything = [...known, ...savedBy(check.steps)];
  const queue = check.reaches?.queue;
  const cleanups = check.cleanup.flatMap((cleanup, index): readonly Finding[] => {
    const where = [...at, "cleanup", index];
    if ("row" in cleanup) return rowFindings(look, [...where, "row"], cleanup.row, everything);
    return stepFindings(look, where, { ...cleanup, answer: {}, save: {} }, everything);
  });
  return [
    ...(check.user && his.length === 0 ? [noUser(context, [...at, "user"], name)] : []),
    ...stepsFindings(look, at, check.steps, known),
    ...(queue === undefined || Object.hasOwn(catalog.data.queues, queue)
      ? []
      : [
          unknown(
            context,
            [...at, "reaches", "queue"],
            `queue:${queue}`,
            nearest(queue, Object.keys(catalog.data.queues)),
          ),
        ]),
    ...(check.reaches === undefined
      ? []
      : variableFindings(context, [...at, "reaches", "contains"], [check.reaches.contains], everything)),
    ...cleanups,
    ...litter(context, at, name, check),
  ];
}

/** The steps of a check one after the other: each knows what those before it have saved. */
function stepsFindings(
  look: Look,
  at: Path,
  steps: readonly CheckStep[],
  given: readonly string[],
): readonly Finding[] {
  return steps.flatMap((step, index) =>
    stepFindings(look, [...at, "steps", index], step, [...given, ...savedBy(steps.slice(0, index))]),
  );
}

function stepFindings(
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

function variableFindings(
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

function rowFindings(
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

function userOf(look: Look, user: NonNullable<Catalog["checks"]["user"]>): readonly Finding[] {
  const saved = savedBy(user.steps);
  const rows = user.rows.flatMap((row, index) =>
    rowFindings(look, ["checks", "user", "rows", index], row, [...OF_USER, ...saved]),
  );
  if (saved.includes("token")) return rows;
  const reason = "none of his steps saves token, with which the checks sign in";
  const remedy = "Let the step that signs him in save it: save: { token: data.accessToken }";
  return [...rows, error(look.context, ["checks", "user", "steps"], "CHECK_USER", "user", reason, remedy)];
}

/** What a step makes (it expects 201) and names, some clean-up names too; or the check says why it may stay. */
function litter(
  context: RuleContext,
  at: Path,
  name: string,
  { steps, cleanup, leaves }: Requests,
): readonly Finding[] {
  if (leaves !== undefined) return [];
  const removed = cleanup.map((one) => JSON.stringify(one)).join(" ");
  return steps.flatMap(({ request, expect, save }, index) => {
    const makes = Array.isArray(expect) ? expect.includes(201) : expect === 201;
    if (!makes || Object.keys(save).some((variable) => removed.includes(`{{${variable}}}`))) return [];
    const reason = `${request} makes something that the check does not take away`;
    const remedy = "Save its id and name it under cleanup, or say under leaves why it may stay.";
    return [error(context, [...at, "steps", index], "CHECK_CLEANUP", `${name} ${request}`, reason, remedy)];
  });
}

function savedBy(steps: readonly CheckStep[]): readonly string[] {
  return steps.flatMap(({ save }) => Object.keys(save));
}

function routesOf(catalog: Catalog): ReadonlySet<string> {
  const routes = allFunctions(catalog).flatMap(({ spec }) => spec.routes.map(parseRoute));
  return new Set(routes.map(({ method, path }) => `${method} ${path.replace(/\{[^}]*\}/g, "{}")}`));
}

/** `GET /tags/{{tagId}}?limit=1` as `GET /tags/{}`. */
function shapeOf(request: string): string {
  const [, method = "", path = ""] = REQUEST.exec(request) ?? [];
  return `${method} ${(path.split("?")[0] ?? "").replace(/\{\{[^}]*\}\}/g, "{}")}`;
}

function noUser(context: RuleContext, at: Path, name: string): Finding {
  return error(
    context,
    at,
    "CHECK_USER",
    name,
    "it needs the throw-away user, and there is none",
    "Declare him under user.",
  );
}

function unknown(context: RuleContext, at: Path, subject: string, close: string | null): Finding {
  const remedy = close === null ? "Name one that data.yaml has." : `Did you mean ${close}?`;
  return error(context, at, "CHECK_UNKNOWN", subject, `${subject} is nowhere in data.yaml`, remedy);
}

function error(context: RuleContext, at: Path, code: string, subject: string, reason: string, remedy: string): Finding {
  return context.find(at, { code, subject, reason, remedy, severity: "error" });
}
