import { REQUEST, type CheckStep } from "../../../model/catalog/schema/checks";
import { parseRoute } from "../../../model/catalog/route";
import type { Release } from "../../../model/release/release";
import { functionsOnStage, type StageFunction } from "../../../model/stage/functions";
import type { Stage } from "../../../model/stage/stage";
import { addressFor, apiUrl, emulatedApi, type AdditionalApi } from "../../aws/api/apiRequest";
import { HEALTH_PATH, healthProbe } from "../routes/healthRoute";
import { requestedFunction } from "./requestedFunction";
import { fillAll, isFillable, type Variables } from "./variables";

/** Values in place of the test user's. */
const EXAMPLE_USER: Variables = new Map([
  ["email", "you@example.com"],
  ["password", "Rehearse-it-1!"],
  ["name", "You"],
  // Reserved for fiction: no message is delivered.
  ["phone", "+12065550100"],
]);
const JSON_BODY = "-H 'content-type: application/json'";

/** `curl` lines for a stage that was just deployed, for requests that have a handler. */
export function smokeExamples(
  stage: Stage,
  release: Release,
  url: string,
  apis: readonly AdditionalApi[] = [],
): readonly string[] {
  const at = (path: string): string =>
    `'${apiUrl({ ...addressFor({ url, apis }, path), emulated: emulatedApi(stage) })}'`;
  const handlers = functionsOnStage(stage, release).filter(({ artifact }) => artifact.kind === "handler");
  const health = healthProbe(stage, release);
  const isPublic = health !== null && !health.placeholder && health.route.auth === "none";
  const own = userPath(handlers);
  return [
    "",
    `Try ${stage.name}:`,
    ...(isPublic ? command(["curl", at(HEALTH_PATH)]) : []),
    ...(release.catalog.checks.user?.steps ?? []).flatMap((step) => stepExample(release, handlers, step, at)),
    ...(own === null
      ? []
      : [
          "  # with the token of the response above",
          ...command(["curl", at(own), '-H "authorization: Bearer $TOKEN"']),
          "  # without a token: 401",
          ...command(["curl", "-i", at(own)]),
        ]),
    "",
  ];
}

/** A step that creates the test user, with example values; none where it needs a value of an earlier response. */
function stepExample(
  release: Release,
  handlers: readonly StageFunction[],
  { request, body = {}, bearer }: CheckStep,
  at: (path: string) => string,
): readonly string[] {
  const [, method = "", path = ""] = REQUEST.exec(request) ?? [];
  const fn = requestedFunction(release, request);
  const hasHandler = handlers.some(({ id }) => id === fn?.id);
  if (
    !hasHandler ||
    method !== "POST" ||
    bearer !== undefined ||
    !isFillable(path + JSON.stringify(body), EXAMPLE_USER)
  )
    return [];
  const exampleBody = fillAll(body, EXAMPLE_USER);
  const short = JSON.stringify(exampleBody);
  // White space means nothing in JSON, and a shell takes lines within quotes.
  const text = short.length > COLUMNS - 12 ? JSON.stringify(exampleBody, null, 2).replaceAll("\n", "\n    ") : short;
  return command(["curl", "-X POST", at(path), JSON_BODY, `-d '${text.replaceAll("'", "'\\''")}'`]);
}

/** Columns of a terminal that a command has to fit. */
const COLUMNS = 80;

/** A command to paste: on one line where it fits, else continued with a backslash before each option. */
function command(parts: readonly string[]): readonly string[] {
  const line = `  ${parts.join(" ")}`;
  if (line.length <= COLUMNS) return [line];
  const lines = parts.reduce<readonly string[]>((before, part) => {
    const last = before.at(-1);
    if (last === undefined) return [`  ${part}`];
    if (last.length + part.length + " \\".length < COLUMNS) return [...before.slice(0, -1), `${last} ${part}`];
    return [...before.slice(0, -1), `${last} \\`, `    ${part}`];
  }, []);
  return lines.flatMap((one) => one.split("\n"));
}

/** A path that returns data of the caller; preferably one that ends with `/me`. */
function userPath(handlers: readonly StageFunction[]): string | null {
  const paths = handlers
    .flatMap(({ spec }) => spec.routes.map(parseRoute))
    .filter(({ method, path, auth }) => method === "GET" && auth === "jwt" && !path.includes("{"))
    .map(({ path }) => path);
  return paths.find((path) => path.endsWith("/me")) ?? paths[0] ?? null;
}
