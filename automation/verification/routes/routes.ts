import { setTimeout as sleep } from "node:timers/promises";
import type { CheckOf } from "../../../model/catalog/schema/checks";
import { DeployError } from "../../../model/errors";
import { functionsOnStage, type StageFunction } from "../../../model/stage/functions";
import { inParallel } from "../../aws/parallel";
import { count } from "../../ui/duration";
import { evidenceOf, type Exchange } from "../evidence";
import { complaintAbout, probesOf, takesBearerToken, type Probe } from "./probe";
import { ask, type Subject } from "../subject";
import type { TestUser } from "../testData/testUser";
import type { Variables } from "../requests/variables";
import { CheckFailed, Undecided, type Verdict } from "../verdict";

/** Something that is nowhere, for the parameters of paths. */
const NOWHERE = "00000000-0000-4000-8000-000000000000";
const AT_ONCE = 8;
const MOST_SHOWN = 8;
const MOST_EVIDENCE = 3;
/** When so many routes gave no answer at all, the others will not either. */
const MOST_LOST = 8;

/** What came of a probe. */
interface Outcome {
  readonly complaint: string | null;
  /** Null where no answer came. */
  readonly exchange: Exchange | null;
}

/**
 * Every route of the changed functions answers: nobody gets in without a token where one is needed, and nothing answers by
 * an error of its own. Placeholders are counted apart.
 */
export async function checkRoutes(
  subject: Subject,
  spec: CheckOf<"routes">,
  user: TestUser | null,
  signal: AbortSignal,
): Promise<Verdict> {
  const { stage, release, changed } = subject;
  const functions = functionsOnStage(stage, release).filter(({ id }) => changed === null || changed.has(id));
  const all = probesOf(functions, spec.withToken, (fn) => takesBearerToken(release, fn));
  if (all.length === 0) return { kind: "passed", note: "no route changed" };
  const needsToken = all.some((probe) => probe.with === "token");
  const ofUser = needsToken ? await variablesOf(user) : NO_VARIABLES;
  const hasUser = !(ofUser instanceof Undecided);
  const variables = hasUser ? ofUser : NO_VARIABLES;
  const token = variables.get("token");
  if (needsToken && hasUser && token === undefined) throw new CheckFailed("there is no token to try the routes with");
  const probes = !hasUser ? all.filter((probe) => probe.with === "nothing") : all;
  const outcomes = new Map<Probe, Outcome>();
  let lost = 0;
  await inParallel(probes, AT_ONCE, async (probe) => {
    if (signal.aborted || lost >= MOST_LOST) return;
    const outcome = await tried(subject, probe, token, signal);
    if (outcome === null) return;
    outcomes.set(probe, outcome);
    if (outcome.exchange === null) lost += 1;
  });
  const counts = countsOf(functions, probes);
  const failed = probes.flatMap((probe) => outcomes.get(probe) ?? []).filter(({ complaint }) => complaint !== null);
  if (failed.length === 0 && outcomes.size === probes.length) {
    if (hasUser) return { kind: "passed", note: counts };
    throw new Undecided(`${counts}; requests with a token not run: no test user`, ofUser.because);
  }
  const exchanges = failed.flatMap(({ exchange }) => exchange ?? []).slice(0, MOST_EVIDENCE);
  const evidence = await Promise.all(exchanges.map((exchange) => evidenceOf(subject, exchange, variables, signal)));
  const reason = reasonOf(failed, probes.length - outcomes.size);
  return {
    kind: "failed",
    reason: `${reason} (of ${counts})`,
    ...(evidence.length === 0 ? {} : { evidence }),
  };
}

const NO_VARIABLES: Variables = new Map();

/** @returns Undecided where the test user could not be created: that is reported once, for the user */
async function variablesOf(user: TestUser | null): Promise<Variables | Undecided> {
  try {
    return (await user?.variables()) ?? NO_VARIABLES;
  } catch (error) {
    if (error instanceof Undecided) return error;
    throw error;
  }
}

/** @param untried requests that were not made, or not answered in time */
function reasonOf(failed: readonly Outcome[], untried: number): string {
  const complaints = failed.slice(0, MOST_SHOWN).map(({ complaint }) => complaint);
  const more = failed.length > MOST_SHOWN ? [`${String(failed.length - MOST_SHOWN)} more`] : [];
  const open = untried > 0 ? [`${count(untried, "request")} not tried to the end`] : [];
  return [...complaints, ...more, ...open].join("; ");
}

/** The API's throttle, which says nothing of the route. */
const TOO_MANY = 429;
const TRIES = 4;
/** Of some hundred requests one may get lost on the way: that says nothing of the route either. */
const TRIES_WITHOUT_ANSWER = 3;
/** Between two tries, times their number. ms */
const PAUSE = 500;

/** @returns null where nobody waits any more */
async function tried(
  subject: Subject,
  probe: Probe,
  token: string | undefined,
  signal: AbortSignal,
): Promise<Outcome | null> {
  const { method, path } = probe.route;
  const body = BODILESS.includes(method) ? undefined : {};
  for (let attempt = 1; ; attempt += 1) {
    const at = Date.now();
    const response = await sent(subject, probe, body, token, signal).catch((error: unknown) => {
      if (error instanceof DeployError) return error;
      throw error;
    });
    if (response instanceof DeployError) {
      if (signal.aborted) return null;
      if (attempt === TRIES_WITHOUT_ANSWER) return { complaint: response.what, exchange: null };
    } else {
      const exchange = { request: `${method} ${path}`, body, response, at };
      if (response.status !== TOO_MANY)
        return { complaint: complaintAbout(probe, response.status, response.json), exchange };
      if (attempt === TRIES) return { complaint: `${method} ${path} is throttled: 429`, exchange };
    }
    await sleep(attempt * PAUSE, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return null;
  }
}

const BODILESS = ["GET", "HEAD", "OPTIONS"];

function sent(
  subject: Subject,
  { route, with: what }: Probe,
  body: unknown,
  token: string | undefined,
  signal: AbortSignal,
) {
  return ask(subject, {
    method: route.method,
    path: route.path.replace(/\{[^}]+\}/g, NOWHERE),
    headers: route.method === "OPTIONS" ? preflight(subject) : {},
    ...(body === undefined ? {} : { body }),
    ...(what === "token" && token !== undefined ? { token } : {}),
    signal,
  });
}

/** What a browser asks before it sends a request from another origin. */
function preflight({ stage, release }: Subject): Readonly<Record<string, string>> {
  const [origin = ""] = stage.api.corsOrigins;
  const [method = "GET"] = release.catalog.api.cors.allowMethods;
  return { origin, "access-control-request-method": method };
}

function countsOf(functions: readonly StageFunction[], probes: readonly Probe[]): string {
  const routes = functions.reduce((sum, { spec }) => sum + spec.routes.length, 0);
  const placeholders = new Set(
    probes.flatMap(({ placeholder, route }) => (placeholder ? [`${route.method} ${route.path}`] : [])),
  );
  const apart = placeholders.size === 0 ? "" : `, ${String(placeholders.size)} of them placeholders`;
  return `${count(routes, "route")}, ${count(probes.length, "request")}${apart}`;
}
