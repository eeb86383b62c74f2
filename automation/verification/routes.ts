import { setTimeout as sleep } from "node:timers/promises";
import { parseRoute, type Route } from "../../model/catalog/route";
import type { CheckOf } from "../../model/catalog/checksSchema";
import type { DeployError } from "../../model/errors";
import { functionsOnStage, type StageFunction } from "../../model/stage/functions";
import { inParallel } from "../aws/parallel";
import { count } from "../ui/duration";
import { ask, type Subject } from "./subject";
import type { ThrowAwayUser } from "./user";
import { CheckFailed, type Verdict } from "./verdict";

/** One request to a route. */
export interface Probe {
  readonly route: Route;
  readonly with: "token" | "nothing";
  /** Whether a placeholder answers, by 501. */
  readonly placeholder: boolean;
}

/** Something that is nowhere, for the parameters of paths. */
const NOWHERE = "00000000-0000-4000-8000-000000000000";
const AT_ONCE = 8;
const MOST_SHOWN = 8;

/**
 * Every route of the changed functions answers: nobody gets in without a token where one is needed, and nothing answers by
 * an error of its own. Placeholders are counted apart.
 */
export async function checkRoutes(
  subject: Subject,
  spec: CheckOf<"routes">,
  user: ThrowAwayUser | null,
  signal: AbortSignal,
): Promise<Verdict> {
  const { stage, release, changed } = subject;
  const functions = functionsOnStage(stage, release).filter(({ id }) => changed === null || changed.has(id));
  const probes = probesOf(functions, spec.withToken);
  if (probes.length === 0) return { kind: "passed", note: "no route changed" };
  const needsToken = probes.some((probe) => probe.with === "token");
  const token = needsToken ? (await user?.variables())?.get("token") : undefined;
  if (needsToken && token === undefined) throw new CheckFailed("there is no token to try the routes with");
  const complaints: string[] = [];
  await inParallel(probes, AT_ONCE, async (probe) => {
    const complaint = await tried(subject, probe, token, signal);
    if (complaint !== null) complaints.push(complaint);
  });
  const counts = countsOf(functions, probes);
  if (complaints.length === 0) return { kind: "passed", note: counts };
  const shown = complaints.slice(0, MOST_SHOWN);
  const more = complaints.length > shown.length ? ` and ${String(complaints.length - shown.length)} more` : "";
  return { kind: "failed", reason: `${shown.join("; ")}${more} (of ${counts})` };
}

/** The requests that try the routes of functions. */
export function probesOf(functions: readonly StageFunction[], withToken: readonly string[]): readonly Probe[] {
  return functions.flatMap(({ spec, artifact }) => {
    const placeholder = artifact.kind === "placeholder";
    return spec.routes
      .map(parseRoute)
      .flatMap((route): readonly Probe[] => [
        { route, with: "nothing", placeholder },
        ...(route.auth === "jwt" && withToken.includes(route.method)
          ? [{ route, with: "token", placeholder } as const]
          : []),
      ]);
  });
}

/** Why an answer is not what the route should give; null where it is. */
export function complaintAbout({ route, with: sent, placeholder }: Probe, status: number): string | null {
  const name = `${route.method} ${route.path}`;
  // The gateway answers what browsers ask beforehand, whatever is behind the route.
  if (route.method === "OPTIONS") return status < 300 ? null : `${name} refuses a browser: ${String(status)}`;
  if (route.auth === "jwt" && sent === "nothing")
    return status === 401 || status === 403 ? null : `${name} without a token answers ${String(status)}, not 401`;
  if (placeholder) return status === 501 ? null : `${name} is a placeholder and answers ${String(status)}, not 501`;
  if (status >= 500) return `${name} answers ${String(status)}`;
  if (sent === "token" && (status === 401 || status === 403)) return `${name} refuses a good token: ${String(status)}`;
  return null;
}

const BODILESS = ["GET", "HEAD", "OPTIONS"];

/** What a browser asks before it sends a request from another origin. */
function preflight({ stage, release }: Subject): Readonly<Record<string, string>> {
  const [origin = ""] = stage.api.corsOrigins;
  const [method = "GET"] = release.catalog.api.cors.allowMethods;
  return { origin, "access-control-request-method": method };
}

/** The API's throttle, which says nothing of the route. */
const TOO_MANY = 429;
const TRIES = 4;
/** Of some hundred requests one may get lost on the way: that says nothing of the route either. */
const TRIES_WITHOUT_ANSWER = 3;

async function tried(
  subject: Subject,
  probe: Probe,
  token: string | undefined,
  signal: AbortSignal,
): Promise<string | null> {
  const { method, path } = probe.route;
  for (let attempt = 1; ; attempt += 1) {
    const answer = await sent(subject, probe, token, signal).catch((error: unknown) => error as DeployError);
    if (answer instanceof Error) {
      if (attempt === TRIES_WITHOUT_ANSWER || signal.aborted) throw answer;
    } else {
      if (answer.status !== TOO_MANY) return complaintAbout(probe, answer.status);
      if (attempt === TRIES) return `${method} ${path} is throttled: 429`;
    }
    await sleep(attempt * PAUSE, undefined, { signal });
  }
}

/** Between two tries, times their number. ms */
const PAUSE = 500;

function sent(subject: Subject, { route, with: what }: Probe, token: string | undefined, signal: AbortSignal) {
  return ask(subject, {
    method: route.method,
    path: route.path.replace(/\{[^}]+\}/g, NOWHERE),
    headers: route.method === "OPTIONS" ? preflight(subject) : {},
    ...(BODILESS.includes(route.method) ? {} : { body: {} }),
    ...(what === "token" && token !== undefined ? { token } : {}),
    signal,
  });
}

function countsOf(functions: readonly StageFunction[], probes: readonly Probe[]): string {
  const routes = functions.reduce((sum, { spec }) => sum + spec.routes.length, 0);
  const placeholders = new Set(
    probes.flatMap(({ placeholder, route }) => (placeholder ? [`${route.method} ${route.path}`] : [])),
  );
  const apart = placeholders.size === 0 ? "" : `, ${String(placeholders.size)} of them placeholders`;
  return `${count(routes, "route")}, ${count(probes.length, "request")}${apart}`;
}
