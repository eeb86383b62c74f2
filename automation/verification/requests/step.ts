import { REQUEST, type CheckStep } from "../../../model/catalog/schema/checks";
import type { ApiResponse } from "../../aws/apiRequest";
import { evidenceOf } from "../evidence";
import { redactLine } from "../../redaction/redact";
import { requireHandlers } from "./requestedFunction";
import { ask, LONGEST_ANSWER, type Subject } from "../subject";
import type { Trail } from "../testData/cleanupTracker";
import { fill, fillAll, pick, pickEach } from "./variables";
import { CheckFailed, type Evidence } from "../verdict";

/** The most of a value that is shown. characters */
const SHOWN = 200;

/**
 * Sends steps one after the other.
 * @param at where they are in the catalog
 * @param onTaken called after each, when its answer is known
 * @throws CheckFailed with the file and line of the step that failed
 * @throws Undecided before the first one, where the stage has no handler for one of them
 */
export async function takeSteps(
  subject: Subject,
  at: readonly PropertyKey[],
  steps: readonly CheckStep[],
  trail: Trail,
  stop: AbortSignal,
  onTaken: () => Promise<void> = () => Promise.resolve(),
): Promise<void> {
  requireHandlers(subject, steps);
  for (const [index, step] of steps.entries()) {
    try {
      await takeStep(subject, step, trail, stop);
      await onTaken();
    } catch (error) {
      if (!(error instanceof CheckFailed)) throw error;
      const declaredAt = await subject.locate?.([...at, index]);
      throw new CheckFailed(error.reason, error.evidence, declaredAt ?? undefined);
    }
  }
}

/**
 * Sends a step, unless nobody waits for it any more. What may make something is given its own time, so that its answer is
 * seen: only by that it can be taken away.
 * @param stop aborted when the check is to end
 * @throws CheckFailed
 */
export async function takeStep(subject: Subject, step: CheckStep, trail: Trail, stop: AbortSignal): Promise<void> {
  if (stop.aborted) throw new CheckFailed(`${step.request} was not asked any more`);
  await runStep(subject, step, trail, makesNothing(step) ? stop : AbortSignal.timeout(LONGEST_ANSWER), stop);
}

/**
 * Sends one request of a check and holds the answer against what is expected. What the answer gives is known to the trail
 * also where it is not what was expected.
 * @param answer aborted when its answer is not waited for any more
 * @param stop aborted when it is to end; no log is read then
 * @throws CheckFailed
 */
export async function runStep(
  subject: Subject,
  step: CheckStep,
  trail: Trail,
  answer: AbortSignal,
  stop: AbortSignal = answer,
): Promise<void> {
  const { variables } = trail;
  const [, method = "", path = ""] = REQUEST.exec(step.request) ?? [];
  const body = fillAll(step.body, variables);
  if (!makesNothing(step)) trail.open.add(step);
  const at = Date.now();
  const response = await ask(subject, {
    method,
    path: fill(path, variables, encodeURIComponent),
    ...(body === undefined ? {} : { body }),
    ...(step.bearer === undefined ? {} : { token: fill(step.bearer, variables) }),
    signal: answer,
  }).catch((error: unknown) => {
    if (wasNotSent(error)) trail.open.delete(step);
    throw error;
  });
  const missing = learn(step, response, trail);
  const evidence = async (): Promise<readonly Evidence[]> => [
    await evidenceOf(subject, { request: step.request, body, response, at }, variables, stop),
  ];
  const expected = typeof step.expect === "number" ? [step.expect] : step.expect;
  if (!expected.includes(response.status)) {
    const reason = `${step.request} answers ${String(response.status)}, not ${expected.join(" or ")}`;
    throw new CheckFailed(reason, await evidence());
  }
  for (const [place, declared] of Object.entries(step.answer)) {
    const wanted = [declared].flat().map((value) => fill(String(value), variables));
    const found = pickEach(response.json, place);
    const wrong = found.find((value) => value === undefined || !wanted.includes(value));
    if (found.length > 0 && found.every((value) => value !== undefined && wanted.includes(value))) continue;
    const redacted = (text: string): string => redactLine(text, SHOWN, variables);
    const reason = `${step.request}: ${place} is ${wrong === undefined ? "missing" : redacted(wrong)}, not ${redacted(wanted.join(" or "))}`;
    throw new CheckFailed(reason, await evidence());
  }
  const [first] = missing;
  if (first !== undefined) throw new CheckFailed(`${step.request} gives no ${first}`, await evidence());
}

export function makesNothing({ request, makes }: CheckStep): boolean {
  return request.startsWith("GET ") || makes === "nothing";
}

/** Nobody was reached. */
const NOT_SENT = ["ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "UND_ERR_CONNECT_TIMEOUT"];

function wasNotSent(error: unknown): boolean {
  const { cause } = error as { readonly cause?: { readonly cause?: { readonly code?: string } } };
  return NOT_SENT.includes(cause?.cause?.code ?? "");
}

/** Takes from an answer what the step saves. @returns the places where nothing was */
function learn(step: CheckStep, { status, json }: ApiResponse, { variables, open }: Trail): readonly string[] {
  const isRefused = status >= 300 && status < 500;
  const missing = Object.entries(step.save).flatMap(([name, place]) => {
    const found = isRefused ? undefined : pick(json, place);
    if (found === undefined) return [place];
    variables.set(name, found);
    return [];
  });
  if (isRefused || (status < 300 && missing.length === 0)) open.delete(step);
  return missing;
}
