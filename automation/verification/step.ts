import { REQUEST, type CheckStep } from "../../model/catalog/checksSchema";
import type { ApiResponse } from "../aws/health";
import { ask, type Subject } from "./subject";
import { fill, masked, pick, type Variables } from "./variables";
import { CheckFailed, type Evidence } from "./verdict";

/** The most of an answer that is shown. characters */
const SHOWN = 600;

/** Sends one request of a check and holds the answer against what is expected. @returns what it saves, by name @throws CheckFailed */
export async function runStep(
  subject: Subject,
  step: CheckStep,
  variables: Variables,
  signal: AbortSignal,
): Promise<Readonly<Record<string, string>>> {
  const [, method = "", path = ""] = REQUEST.exec(step.request) ?? [];
  const body = step.body === undefined ? undefined : filledBody(step.body, variables);
  const response = await ask(subject, {
    method,
    path: fill(path, variables, encodeURIComponent),
    ...(body === undefined ? {} : { body }),
    ...(step.bearer === undefined ? {} : { token: fill(step.bearer, variables) }),
    signal,
  });
  const evidence = (): Promise<Evidence> => evidenceOf(subject, step, body, response, variables);
  const expected = typeof step.expect === "number" ? [step.expect] : step.expect;
  if (!expected.includes(response.status)) {
    const reason = `${step.request} answers ${String(response.status)}, not ${expected.join(" or ")}`;
    throw new CheckFailed(reason, [await evidence()]);
  }
  for (const [place, wanted] of Object.entries(step.answer)) {
    const found = pick(response.json, place);
    if (found === fill(wanted, variables)) continue;
    const reason = `${step.request}: ${place} is ${found === undefined ? "missing" : masked(found, variables)}, not ${masked(fill(wanted, variables), variables)}`;
    throw new CheckFailed(reason, [await evidence()]);
  }
  const saved: Record<string, string> = {};
  for (const [name, place] of Object.entries(step.save)) {
    const found = pick(response.json, place);
    if (found === undefined) throw new CheckFailed(`${step.request} gives no ${place}`, [await evidence()]);
    saved[name] = found;
  }
  return saved;
}

function filledBody(body: NonNullable<CheckStep["body"]>, variables: Variables): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(body).map(([name, value]) => [name, typeof value === "string" ? fill(value, variables) : value]),
  );
}

/** What was asked and answered, and what the function said of it: read late, where a check has failed. */
async function evidenceOf(
  subject: Subject,
  { request }: CheckStep,
  body: Readonly<Record<string, unknown>> | undefined,
  { status, text, requestId }: ApiResponse,
  variables: Variables,
): Promise<Evidence> {
  const { linesOfRequest } = await import("./requestLog");
  const sent = body === undefined ? "" : ` ${JSON.stringify(body)}`;
  return {
    request: masked(`${request}${sent}`, variables).slice(0, SHOWN),
    response: masked(`${String(status)} ${text}`, variables)
      .slice(0, SHOWN)
      .trim(),
    logs: (await linesOfRequest(subject, request, requestId)).map((line) => masked(line, variables)),
  };
}
