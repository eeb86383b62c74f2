import type { CheckOf, CheckStep } from "../../../schema/checks";
import type { Finding } from "../../../finding";
import type { Catalog } from "../../../schema/catalog";
import {
  error,
  routesOf,
  rowFindings,
  savedBy,
  stepFindings,
  stepsFindings,
  unknown,
  variableFindings,
  type Look,
} from "./steps";
import type { Path, Rule, RuleContext } from "../../rule";

/** What a check is given without having saved it. */
const GIVEN = ["random"];
const OF_USER = ["email", "password", "name", "phone"];

/** What the checks ask for is there, what they refer to is known by then, and what they make is taken away. */
export const checks: Rule = (catalog, context) => {
  const { user, checks: all } = catalog.checks;
  const routes = routesOf(catalog);
  const look: Look = { catalog, context, routes };
  const userFindings =
    user === undefined ? [] : [...stepsFindings(look, ["checks", "user"], user.steps, OF_USER), ...userOf(look, user)];
  // That no step saves token is reported once, for the user.
  const ofUser = user === undefined ? [] : [...OF_USER, "token", ...savedBy(user.steps)];
  return [
    ...userFindings,
    ...Object.entries(all).flatMap(([name, check]) => {
      const at = ["checks", "checks", name];
      if (check.kind === "requests") return requestsFindings(look, at, name, check, ofUser);
      const needsUser = check.kind === "routes" && check.withToken.length > 0;
      return needsUser && user === undefined ? [noUser(context, [...at, "withToken"], name)] : [];
    }),
  ];
};

type Requests = CheckOf<"requests">;

function requestsFindings(
  look: Look,
  at: Path,
  name: string,
  check: Requests,
  ofUser: readonly string[],
): readonly Finding[] {
  const { catalog, context } = look;
  const known = [...GIVEN, ...(check.user ? ofUser : [])];
  const everything = [...known, ...savedBy(check.steps)];
  const queue = check.reaches?.queue;
  const cleanups = check.cleanup.flatMap((cleanup, index): readonly Finding[] => {
    const where = [...at, "cleanup", index];
    if ("row" in cleanup) return rowFindings(look, [...where, "row"], cleanup.row, everything);
    return stepFindings(look, where, { ...cleanup, answer: {}, save: {} }, everything);
  });
  return [
    ...(check.user && ofUser.length === 0 ? [noUser(context, [...at, "user"], name)] : []),
    ...stepsFindings(look, at, check.steps, known),
    ...(queue === undefined || Object.hasOwn(catalog.data.queues, queue)
      ? []
      : [unknown(context, [...at, "reaches", "queue"], "queue", queue, Object.keys(catalog.data.queues))]),
    ...(check.reaches === undefined
      ? []
      : variableFindings(context, [...at, "reaches", "contains"], [check.reaches.contains], everything)),
    ...cleanups,
    ...litter(context, at, name, check),
  ];
}

function userOf(look: Look, user: NonNullable<Catalog["checks"]["user"]>): readonly Finding[] {
  const saved = savedBy(user.steps);
  const rows = [
    ...variableFindings(look.context, ["checks", "user", "attributes"], Object.values(user.attributes), OF_USER),
    ...user.rows.flatMap((row, index) =>
      rowFindings(look, ["checks", "user", "rows", index], row, [...OF_USER, ...saved]),
    ),
  ];
  if (saved.includes("token")) return rows;
  const reason = "no step of the test user saves token, with which the checks sign in";
  const remedy = "Let the step that signs it in save it: save: { token: data.accessToken }";
  return [...rows, error(look.context, ["checks", "user", "steps"], "CHECK_USER", "user", reason, remedy)];
}

/** By these something may come to be. */
const MAKING = ["POST", "PUT"];

/** What a step may make, some clean-up names; or the step says that it makes nothing, or the check why it may stay. */
function litter(
  context: RuleContext,
  at: Path,
  name: string,
  { steps, cleanup, leaves }: Requests,
): readonly Finding[] {
  if (leaves !== undefined) return [];
  const removed = cleanup.map((one) => JSON.stringify(one)).join(" ");
  return steps.flatMap((step, index) => {
    if (!mayMake(step) || namesOfMade(step).some((variable) => removed.includes(`{{${variable}}}`))) return [];
    const { request } = step;
    const reason = `${request} may make something that the check does not take away`;
    const remedy =
      "Save its id and name it under cleanup; or say makes: nothing of the request, or under leaves why it may stay.";
    return [error(context, [...at, "steps", index], "CHECK_CLEANUP", `${name} ${request}`, reason, remedy)];
  });
}

function mayMake({ request, expect, makes }: CheckStep): boolean {
  const [method = ""] = request.split(" ");
  const expected = typeof expect === "number" ? [expect] : expect;
  return makes === undefined && MAKING.includes(method) && expected.some((status) => status >= 200 && status < 300);
}

/** A PUT makes or changes what its path names. */
function namesOfMade({ request, save }: CheckStep): readonly string[] {
  const inPath = [...request.matchAll(/\{\{([^}]*)\}\}/g)].map(([, name = ""]) => name);
  return [...Object.keys(save), ...(request.startsWith("PUT ") ? inPath : [])];
}

function noUser(context: RuleContext, at: Path, name: string): Finding {
  return error(
    context,
    at,
    "CHECK_USER",
    name,
    "it needs the test user, and none is declared",
    "Declare it under user.",
  );
}
