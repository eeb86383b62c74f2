import { setTimeout as sleep } from "node:timers/promises";
import type { CheckOf } from "../../../model/catalog/schema/checks";
import { DeployError } from "../../../model/errors";
import { functionsOnStage, type StageFunction } from "../../../model/stage/functions";
import { inParallel } from "../../aws/parallel";
import { count } from "../../ui/duration";
import { evidenceOf, type Exchange } from "../evidence";
import {
  acceptsBearerToken,
  hasBody,
  pathWithUnknownIds,
  responseProblem,
  routeProbes,
  type RouteProbe,
} from "./probe";
import { callStageApi, type Subject } from "../subject";
import type { TestUser } from "../testData/testUser";
import type { Variables } from "../requests/variables";
import { CheckFailed, Inconclusive, type Verdict } from "../verdict";

const PARALLEL_PROBES = 8;
const MAX_SHOWN = 8;
const MAX_EVIDENCE = 3;
/** After so many requests without a response the check stops: the API cannot be reached. */
const MAX_UNANSWERED = 8;

/** The result of a probe. */
interface ProbeOutcome {
  readonly problem: string | null;
  /** null: no response */
  readonly exchange: Exchange | null;
}

/**
 * Checks every route of the changed functions: it rejects requests without a token where one is required, and returns no
 * 5xx status. Placeholders are counted separately.
 */
export async function checkRoutes(
  subject: Subject,
  spec: CheckOf<"routes">,
  user: TestUser | null,
  signal: AbortSignal,
): Promise<Verdict> {
  const { stage, release, changed } = subject;
  const functions = functionsOnStage(stage, release).filter(({ id }) => changed === null || changed.has(id));
  const all = routeProbes(functions, spec.withToken, (fn) => acceptsBearerToken(release, fn));
  if (all.length === 0) return { kind: "passed", note: "no route changed" };
  const needsToken = all.some((probe) => probe.with === "token");
  const userVariables = needsToken ? await variablesOf(user) : NO_VARIABLES;
  const hasUser = !(userVariables instanceof Inconclusive);
  const variables = hasUser ? userVariables : NO_VARIABLES;
  const token = variables.get("token");
  if (needsToken && hasUser && token === undefined)
    throw new CheckFailed("the test user has no token to check the routes with");
  const probes = !hasUser ? all.filter((probe) => probe.with === "nothing") : all;
  const outcomes = new Map<RouteProbe, ProbeOutcome>();
  let unanswered = 0;
  await inParallel(probes, PARALLEL_PROBES, async (probe) => {
    if (signal.aborted || unanswered >= MAX_UNANSWERED) return;
    const outcome = await sendProbe(subject, probe, token, signal);
    if (outcome === null) return;
    outcomes.set(probe, outcome);
    if (outcome.exchange === null) unanswered += 1;
  });
  const counts = describeCounts(functions, probes);
  const failed = probes.flatMap((probe) => outcomes.get(probe) ?? []).filter(({ problem }) => problem !== null);
  if (failed.length === 0 && outcomes.size === probes.length) {
    if (hasUser) return { kind: "passed", note: counts };
    throw new Inconclusive(`${counts}; requests with a token not run: no test user`, userVariables.because);
  }
  const exchanges = failed.flatMap(({ exchange }) => exchange ?? []).slice(0, MAX_EVIDENCE);
  const evidence = await Promise.all(exchanges.map((exchange) => evidenceOf(subject, exchange, variables, signal)));
  const reason = failureReason(failed, probes.length - outcomes.size);
  return {
    kind: "failed",
    reason: `${reason} (of ${counts})`,
    ...(evidence.length === 0 ? {} : { evidence }),
  };
}

const NO_VARIABLES: Variables = new Map();

/** @returns Inconclusive where the test user could not be created: that is reported once, as a result of its own */
async function variablesOf(user: TestUser | null): Promise<Variables | Inconclusive> {
  try {
    return (await user?.variables()) ?? NO_VARIABLES;
  } catch (error) {
    if (error instanceof Inconclusive) return error;
    throw error;
  }
}

/** @param untried requests that were not sent, or had no response in time */
function failureReason(failed: readonly ProbeOutcome[], untried: number): string {
  const problems = failed.slice(0, MAX_SHOWN).map(({ problem }) => problem);
  const more = failed.length > MAX_SHOWN ? [`${String(failed.length - MAX_SHOWN)} more`] : [];
  const open = untried > 0 ? [`${count(untried, "request")} without a result`] : [];
  return [...problems, ...more, ...open].join("; ");
}

/** The API throttles, which says nothing about the route. */
const TOO_MANY_REQUESTS = 429;
const MAX_ATTEMPTS = 4;
/** Of some hundred requests one may fail in the network, which says nothing about the route. */
const MAX_ATTEMPTS_WITHOUT_RESPONSE = 3;
/** Multiplied by the number of the attempt. */
const RETRY_DELAY_MS = 500;

/** @returns null where the check was aborted */
async function sendProbe(
  subject: Subject,
  probe: RouteProbe,
  token: string | undefined,
  signal: AbortSignal,
): Promise<ProbeOutcome | null> {
  const { method, path } = probe.route;
  const body = hasBody(method) ? {} : undefined;
  for (let attempt = 1; ; attempt += 1) {
    const at = Date.now();
    const response = await sendOnce(subject, probe, body, token, signal).catch((error: unknown) => {
      if (error instanceof DeployError) return error;
      throw error;
    });
    if (response instanceof DeployError) {
      if (signal.aborted) return null;
      if (attempt === MAX_ATTEMPTS_WITHOUT_RESPONSE) return { problem: response.what, exchange: null };
    } else {
      const exchange = { request: `${method} ${path}`, body, response, at };
      if (response.status !== TOO_MANY_REQUESTS)
        return { problem: responseProblem(probe, response.status, response.json), exchange };
      if (attempt === MAX_ATTEMPTS) return { problem: `${method} ${path} is throttled: 429`, exchange };
    }
    await sleep(attempt * RETRY_DELAY_MS, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return null;
  }
}

function sendOnce(
  subject: Subject,
  { route, with: what }: RouteProbe,
  body: unknown,
  token: string | undefined,
  signal: AbortSignal,
) {
  return callStageApi(subject, {
    method: route.method,
    path: pathWithUnknownIds(route.path),
    headers: route.method === "OPTIONS" ? preflight(subject) : {},
    ...(body === undefined ? {} : { body }),
    ...(what === "token" && token !== undefined ? { token } : {}),
    signal,
  });
}

/** Headers of a CORS preflight request. */
function preflight({ stage, release }: Subject): Readonly<Record<string, string>> {
  const [origin = ""] = stage.api.corsOrigins;
  const [method = "GET"] = release.catalog.api.cors.allowMethods;
  return { origin, "access-control-request-method": method };
}

function describeCounts(functions: readonly StageFunction[], probes: readonly RouteProbe[]): string {
  const routes = functions.reduce((sum, { spec }) => sum + spec.routes.length, 0);
  const placeholders = new Set(
    probes.flatMap(({ placeholder, route }) => (placeholder ? [`${route.method} ${route.path}`] : [])),
  );
  const apart = placeholders.size === 0 ? "" : `, ${String(placeholders.size)} of them placeholders`;
  return `${count(routes, "route")}, ${count(probes.length, "request")}${apart}`;
}
