import { REQUEST, type CheckStep } from "../../../model/catalog/schema/checks";
import { parseRoute } from "../../../model/catalog/route";
import type { Release } from "../../../model/release/release";
import { functionsOnStage, type StageFunction } from "../../../model/stage/functions";
import type { Stage } from "../../../model/stage/stage";
import { addressOf, emulatedOf } from "../../aws/apiRequest";
import { HEALTH, healthProbe } from "../routes/healthRoute";
import { requestedFunction } from "./requestedFunction";
import { fillAll, isFillable, type Variables } from "./variables";

/** In place of the test user. */
const YOU: Variables = new Map([
  ["email", "you@example.com"],
  ["password", "Rehearse-it-1!"],
  ["name", "You"],
  // Kept for fiction: no message reaches anybody.
  ["phone", "+12065550100"],
]);
const JSON_BODY = "-H 'content-type: application/json'";

/** `curl` lines that work against a stage that was just deployed, as far as it has handlers for them. */
export function smokeExamples(stage: Stage, release: Release, url: string): readonly string[] {
  const at = (path: string): string => `'${addressOf({ url, path, emulated: emulatedOf(stage) })}'`;
  const handlers = functionsOnStage(stage, release).filter(({ artifact }) => artifact.kind === "handler");
  const health = healthProbe(stage, release);
  const isPublic = health !== null && !health.placeholder && health.route.auth === "none";
  const own = ownPath(handlers);
  return [
    "",
    `Try ${stage.name}:`,
    ...(isPublic ? command(["curl", at(HEALTH)]) : []),
    ...(release.catalog.checks.user?.steps ?? []).flatMap((step) => signInLine(release, handlers, step, at)),
    ...(own === null
      ? []
      : [
          "  # with the token of the answer above",
          ...command(["curl", at(own), '-H "authorization: Bearer $TOKEN"']),
          "  # without a token: 401",
          ...command(["curl", "-i", at(own)]),
        ]),
    "",
  ];
}

/** A step that makes the test user, as one's own; none where it needs what only an earlier answer gives. */
function signInLine(
  release: Release,
  handlers: readonly StageFunction[],
  { request, body = {}, bearer }: CheckStep,
  at: (path: string) => string,
): readonly string[] {
  const [, method = "", path = ""] = REQUEST.exec(request) ?? [];
  const fn = requestedFunction(release, request);
  const isThere = handlers.some(({ id }) => id === fn?.id);
  if (!isThere || method !== "POST" || bearer !== undefined || !isFillable(path + JSON.stringify(body), YOU)) return [];
  const filled = fillAll(body, YOU);
  const short = JSON.stringify(filled);
  // White space means nothing in JSON, and a shell takes lines within quotes.
  const text = short.length > COLUMNS - 12 ? JSON.stringify(filled, null, 2).replaceAll("\n", "\n    ") : short;
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

/** A path that shows something of whoever asks: of the users' own first. */
function ownPath(handlers: readonly StageFunction[]): string | null {
  const paths = handlers
    .flatMap(({ spec }) => spec.routes.map(parseRoute))
    .filter(({ method, path, auth }) => method === "GET" && auth === "jwt" && !path.includes("{"))
    .map(({ path }) => path);
  return paths.find((path) => path.endsWith("/me")) ?? paths[0] ?? null;
}
