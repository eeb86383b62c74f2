import type { CheckOf, CheckStep } from "../../../schema/checks";
import type { Finding } from "../../../finding";
import type { Catalog } from "../../../schema/catalog";
import {
  routesOf,
  rowFindings,
  savedVariables,
  stepFindings,
  stepsFindings,
  unknown,
  variableFindings,
  type StepContext,
} from "./steps";
import type { Path, Rule, RuleContext } from "../../rule";
import { errorFinding } from "../../errorFinding";

/** Variables that every check has. */
const BUILT_IN_VARIABLES = ["random"];
const USER_VARIABLES = ["email", "password", "name", "phone"];

/** Checks use existing routes, tables and queues, use only known variables, and delete what they create. */
export const checks: Rule = (catalog, context) => {
  const { user, checks: all } = catalog.checks;
  const routes = routesOf(catalog);
  const steps: StepContext = { catalog, context, routes };
  const ofUser =
    user === undefined
      ? []
      : [...stepsFindings(steps, ["checks", "user"], user.steps, USER_VARIABLES), ...userFindings(steps, user)];
  // A missing token is reported once, for the user.
  const userVariables = user === undefined ? [] : [...USER_VARIABLES, "token", ...savedVariables(user.steps)];
  return [
    ...ofUser,
    ...Object.entries(all).flatMap(([name, check]) => {
      const at = ["checks", "checks", name];
      if (check.kind === "requests") return requestsFindings(steps, at, name, check, userVariables);
      const needsUser = check.kind === "routes" && check.withToken.length > 0;
      return needsUser && user === undefined ? [missingUser(context, [...at, "withToken"], name)] : [];
    }),
  ];
};

type Requests = CheckOf<"requests">;

function requestsFindings(
  steps: StepContext,
  at: Path,
  name: string,
  check: Requests,
  userVariables: readonly string[],
): readonly Finding[] {
  const { catalog, context } = steps;
  const known = [...BUILT_IN_VARIABLES, ...(check.user ? userVariables : [])];
  const allVariables = [...known, ...savedVariables(check.steps)];
  const queue = check.reaches?.queue;
  const cleanups = check.cleanup.flatMap((cleanup, index): readonly Finding[] => {
    const where = [...at, "cleanup", index];
    if ("row" in cleanup) return rowFindings(steps, [...where, "row"], cleanup.row, allVariables);
    return stepFindings(steps, where, { ...cleanup, answer: {}, save: {} }, allVariables);
  });
  return [
    ...(check.user && userVariables.length === 0 ? [missingUser(context, [...at, "user"], name)] : []),
    ...stepsFindings(steps, at, check.steps, known),
    ...(queue === undefined || Object.hasOwn(catalog.data.queues, queue)
      ? []
      : [unknown(context, [...at, "reaches", "queue"], "queue", queue, Object.keys(catalog.data.queues))]),
    ...(check.reaches === undefined
      ? []
      : variableFindings(context, [...at, "reaches", "contains"], [check.reaches.contains], allVariables)),
    ...cleanups,
    ...missingCleanups(context, at, name, check),
  ];
}

function userFindings(steps: StepContext, user: NonNullable<Catalog["checks"]["user"]>): readonly Finding[] {
  const saved = savedVariables(user.steps);
  const rows = [
    ...variableFindings(
      steps.context,
      ["checks", "user", "attributes"],
      Object.values(user.attributes),
      USER_VARIABLES,
    ),
    ...user.rows.flatMap((row, index) =>
      rowFindings(steps, ["checks", "user", "rows", index], row, [...USER_VARIABLES, ...saved]),
    ),
  ];
  if (saved.includes("token")) return rows;
  const reason = "no step of the test user saves token, which the checks use to sign in";
  const remedy = "Save it in the sign-in step: save: { token: data.accessToken }";
  return [...rows, errorFinding(steps.context, ["checks", "user", "steps"], "CHECK_USER", "user", reason, remedy)];
}

/** Methods that may create something. */
const CREATING_METHODS = ["POST", "PUT"];

/** Each resource that a step may create is deleted by cleanup, unless the step has `makes: nothing` or the check `leaves`. */
function missingCleanups(
  context: RuleContext,
  at: Path,
  name: string,
  { steps, cleanup, leaves }: Requests,
): readonly Finding[] {
  if (leaves !== undefined) return [];
  const removed = cleanup.map((one) => JSON.stringify(one)).join(" ");
  return steps.flatMap((step, index) => {
    if (!mayCreate(step) || createdResources(step).some((variable) => removed.includes(`{{${variable}}}`))) return [];
    const { request } = step;
    const reason = `${request} may create something that the check does not delete`;
    const remedy =
      "Save its id and use it under cleanup; or set makes: nothing for the request, or give the reason to keep it under leaves.";
    return [errorFinding(context, [...at, "steps", index], "CHECK_CLEANUP", `${name} ${request}`, reason, remedy)];
  });
}

function mayCreate({ request, expect, makes }: CheckStep): boolean {
  const [method = ""] = request.split(" ");
  const expected = typeof expect === "number" ? [expect] : expect;
  return (
    makes === undefined && CREATING_METHODS.includes(method) && expected.some((status) => status >= 200 && status < 300)
  );
}

/** Variables of resources that a step creates. A PUT creates or changes the resource in its path. */
function createdResources({ request, save }: CheckStep): readonly string[] {
  const inPath = [...request.matchAll(/\{\{([^}]*)\}\}/g)].map(([, name = ""]) => name);
  return [...Object.keys(save), ...(request.startsWith("PUT ") ? inPath : [])];
}

function missingUser(context: RuleContext, at: Path, name: string): Finding {
  return errorFinding(
    context,
    at,
    "CHECK_USER",
    name,
    "it needs the test user, but none is declared",
    "Declare it under user.",
  );
}
