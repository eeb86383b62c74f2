import { parseRoute } from "../../../model/catalog/route";
import { NAMES } from "../../../model/names";
import { phaseNumber } from "../../../model/phases";
import type { Release } from "../../../model/release/release";
import { functionsOnStage } from "../../../model/stage/functions";
import type { Stage } from "../../../model/stage/stage";
import { isApiAnswer } from "./apiErrors";
import { complaintAbout, probesOf, type Probe } from "./probe";

export const HEALTH = "/health";
/** A path for which no backend has a route. */
const NO_ROUTE = "/-/no-such-route";

export interface HealthProbe extends Probe {
  /** Number of the phase that has the function. */
  readonly phase: number;
  /** Physical name of the function. */
  readonly function: string;
}

/** What `GET /health` leads to on a stage: nothing, or a function, which may be a placeholder and may want a token. */
export function healthProbe(stage: Stage, release: Release): HealthProbe | null {
  for (const fn of functionsOnStage(stage, release)) {
    const route = fn.spec.routes.map(parseRoute).find(({ method, path }) => method === "GET" && path === HEALTH);
    const probe = probesOf([fn], []).find((one) => one.route.path === route?.path && one.route.method === "GET");
    if (probe === undefined) continue;
    const physical = NAMES.function.of(stage, fn.service.service, fn.name);
    return { ...probe, phase: phaseNumber(fn.service.phase), function: physical };
  }
  return null;
}

/** How to see that a stage's API answers: the path to ask, and what is wrong with an answer. */
export interface ApiQuestion {
  readonly path: string;
  readonly complaint: (status: number, json: unknown) => string | null;
}

/**
 * Asks for `GET /health` where its function is there by a phase. A handler has to succeed, a placeholder answers 501, and a
 * function that wants a token is not asked for more than that. Else the API has to say by itself that it has no such route.
 * @param phase number of the phase that was deployed last
 */
export function apiQuestion(stage: Stage, release: Release, phase: number): ApiQuestion {
  const probe = healthProbe(stage, release);
  if (probe === null || probe.phase > phase) {
    const complaint = (status: number, json: unknown): string | null =>
      status === 404 && isApiAnswer(json, "Not Found") ? null : `the API answers ${String(status)}, not its own 404`;
    return { path: NO_ROUTE, complaint };
  }
  return {
    path: HEALTH,
    complaint: (status, json) => complaintAbout(probe, status, json) ?? answerComplaint(probe, status, json),
  };
}

/** What more is asked of the function of `GET /health` than of any other that nobody needs a token for. */
function answerComplaint(probe: HealthProbe, status: number, json: unknown): string | null {
  if (probe.route.auth !== "none") return null;
  const { function: named } = (json ?? {}) as { readonly function?: unknown };
  if (probe.placeholder)
    return named === probe.function
      ? null
      : `GET ${HEALTH} answers 501, but not as the placeholder of ${probe.function}`;
  return status >= 200 && status < 300 ? null : `GET ${HEALTH} answers ${String(status)}, not 200`;
}
