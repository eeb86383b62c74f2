import { REQUEST, type CheckStep } from "../../../model/catalog/schema/checks";
import type { ApiResponse } from "../../aws/api/apiRequest";
import { evidenceOf } from "../evidence";
import { redactLine } from "../../redaction/redact";
import { requireHandlers } from "./requestedFunction";
import { callStageApi, API_TIMEOUT_MS, type Subject } from "../subject";
import type { CleanupTracker } from "../testData/cleanupTracker";
import { fill, fillAll, pick, pickAll } from "./variables";
import { CheckFailed, type Evidence } from "../verdict";

/** characters */
const MAX_VALUE_LENGTH = 200;

/**
 * Runs steps in order.
 * @param at path of the steps in the catalog
 * @param onResponse called after each step
 * @throws CheckFailed with the file and line of the step that failed
 * @throws Inconclusive before the first step, where the stage has no handler for one of them
 */
export async function runSteps(
  subject: Subject,
  at: readonly PropertyKey[],
  steps: readonly CheckStep[],
  tracker: CleanupTracker,
  stop: AbortSignal,
  onResponse: () => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  requireHandlers(subject, steps);
  for (const [index, step] of steps.entries()) {
    try {
      await runStep(subject, step, tracker, stop);
      await onResponse();
    } catch (error) {
      if (!(error instanceof CheckFailed)) throw error;
      const declaredAt = await subject.locate?.([...at, index]);
      throw new CheckFailed(error.reason, error.evidence, declaredAt ?? undefined);
    }
  }
}

/**
 * Runs a step, unless the check was aborted. A request that may create something is not aborted with the check: only its
 * response tells what to delete.
 * @param stop aborted when the check is
 * @throws CheckFailed
 */
async function runStep(subject: Subject, step: CheckStep, tracker: CleanupTracker, stop: AbortSignal): Promise<void> {
  if (stop.aborted) throw new CheckFailed(`${step.request} was not sent: the check was aborted`);
  await sendStep(subject, step, tracker, createsNothing(step) ? stop : AbortSignal.timeout(API_TIMEOUT_MS), stop);
}

/**
 * Sends one request of a check and compares the response with what the step expects. The tracker gets the values of an
 * unexpected response, too.
 * @param responseSignal aborted at the time-out of the response
 * @param stop aborted when the check is; no log is read then
 * @throws CheckFailed
 */
export async function sendStep(
  subject: Subject,
  step: CheckStep,
  tracker: CleanupTracker,
  responseSignal: AbortSignal,
  stop: AbortSignal = responseSignal,
): Promise<void> {
  const { variables } = tracker;
  const [, method = "", requestPath = ""] = REQUEST.exec(step.request) ?? [];
  const body = fillAll(step.body, variables);
  if (!createsNothing(step)) tracker.unconfirmed.add(step);
  const at = Date.now();
  const response = await callStageApi(subject, {
    method,
    path: fill(requestPath, variables, encodeURIComponent),
    ...(body === undefined ? {} : { body }),
    ...(step.bearer === undefined ? {} : { token: fill(step.bearer, variables) }),
    signal: responseSignal,
  }).catch((error: unknown) => {
    if (wasNotSent(error)) tracker.unconfirmed.delete(step);
    throw error;
  });
  const missing = saveVariables(step, response, tracker);
  const evidence = async (): Promise<readonly Evidence[]> => [
    await evidenceOf(subject, { request: step.request, body, response, at }, variables, stop),
  ];
  const expected = typeof step.expect === "number" ? [step.expect] : step.expect;
  if (!expected.includes(response.status)) {
    const reason = `${step.request} returned ${String(response.status)}, expected ${expected.join(" or ")}`;
    throw new CheckFailed(reason, await evidence());
  }
  for (const [path, declared] of Object.entries(step.answer)) {
    const wanted = [declared].flat().map((value) => fill(String(value), variables));
    const found = pickAll(response.json, path);
    const wrong = found.find((value) => value === undefined || !wanted.includes(value));
    if (found.length > 0 && found.every((value) => value !== undefined && wanted.includes(value))) continue;
    const redacted = (text: string): string => redactLine(text, MAX_VALUE_LENGTH, variables);
    const reason = `${step.request}: ${path} is ${wrong === undefined ? "missing" : redacted(wrong)}, expected ${redacted(wanted.join(" or "))}`;
    throw new CheckFailed(reason, await evidence());
  }
  const [first] = missing;
  if (first !== undefined) throw new CheckFailed(`the response to ${step.request} has no ${first}`, await evidence());
}

export function createsNothing({ request, makes }: CheckStep): boolean {
  return request.startsWith("GET ") || makes === "nothing";
}

/** Errors of a request that did not reach the API. */
const NOT_SENT = ["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "EHOSTUNREACH", "ENETUNREACH"];

function wasNotSent(error: unknown): boolean {
  const { code = "", syscall } = ((error as Error).cause ?? {}) as NodeJS.ErrnoException;
  return NOT_SENT.includes(code) || syscall === "connect";
}

/** Saves values of a response. @returns paths that the response does not have */
function saveVariables(
  step: CheckStep,
  { status, json }: ApiResponse,
  { variables, unconfirmed }: CleanupTracker,
): readonly string[] {
  const isRefused = status >= 300 && status < 500;
  const missing = Object.entries(step.save).flatMap(([name, path]) => {
    const found = isRefused ? undefined : pick(json, path);
    if (found === undefined) return [path];
    variables.set(name, found);
    return [];
  });
  if (isRefused || (status < 300 && missing.length === 0)) unconfirmed.delete(step);
  return missing;
}
