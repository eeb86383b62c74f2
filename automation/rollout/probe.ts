import { setTimeout as sleep } from "node:timers/promises";
import type { AuthorizerContext } from "../../model/catalog/authorizer";
import { parseRoute, type Route } from "../../model/catalog/route";
import type { Stage } from "../../model/stage/stage";
import type { StageFunction } from "../../model/stage/functions";
import { invoke, type InvocationResult } from "../aws/functions/invoke";
import { inParallel } from "../aws/parallel";
import type { AwsTarget } from "../aws/target";
import { redact } from "../redaction/redact";
import { apiEvent } from "./apiEvent";

/** A version that has no traffic yet. */
export interface Unseen {
  readonly fn: StageFunction;
  readonly version: string;
  /** The version that has it. */
  readonly old: string;
  /** What its authorizer tells of a caller. @default the claims of a token */
  readonly caller?: AuthorizerContext;
}

export interface ProbeResult {
  /** What is wrong, a sentence each. */
  readonly complaints: readonly string[];
  /** Functions whose new version was invoked. */
  readonly tried: number;
  /** What AWS did not let us invoke, with its reason, a sentence each. */
  readonly refused: readonly string[];
  /** Functions that do nothing but change things: they are not tried, because a trial would be one of these changes. */
  readonly untried: number;
}

const AT_ONCE = 8;
/** Between trials: rights that were granted a moment ago are not everywhere yet, and AWS refuses when it is busy. ms */
const PAUSES: readonly number[] = [2_000, 8_000];

/** What versions are tried with. */
export interface Trials {
  /** Invokes one version of a function, with an event that changes nothing. */
  readonly invoke: (fn: StageFunction, version: string, payload: object) => Promise<InvocationResult>;
  readonly sleep: (milliseconds: number) => Promise<unknown>;
  readonly signal: AbortSignal;
}

/** How a stage's functions are tried. */
export function trialsOf(
  { target, stage }: { readonly target: AwsTarget; readonly stage: Stage },
  signal: AbortSignal,
): Trials {
  return {
    invoke: (fn, qualifier, payload) => {
      const seconds = fn.spec.timeout ?? fn.service.defaults.timeout;
      return invoke(target, stage, { id: fn.id, qualifier, payload, seconds }, signal);
    },
    sleep: (milliseconds) => sleep(milliseconds, undefined, { signal }).catch(() => undefined),
    signal,
  };
}

/** Invokes versions that have no traffic yet, each by its number, with requests that change nothing. */
export async function probeVersions(unseen: readonly Unseen[], trials: Trials): Promise<ProbeResult> {
  const [complaints, refused]: [string[], string[]] = [[], []];
  let tried = 0;
  let untried = 0;
  await inParallel(unseen, AT_ONCE, async (one) => {
    const event = harmlessEvent(one.fn, one.caller);
    if (event === null) untried += 1;
    if (event === null || trials.signal.aborted) return;
    const found = await lastingFinding(one, event, trials);
    const name = `${one.fn.id}, version ${one.version}`;
    if (found.kind === "refused") refused.push(`${name}: ${found.reason}`);
    else tried += 1;
    if (found.kind === "complaint") complaints.push(`${name}: ${found.reason}`);
  });
  return { complaints, tried, refused, untried };
}

type Finding = { readonly kind: "sound" } | { readonly kind: "complaint"; readonly reason: string } | InvocationRefused;
type InvocationRefused = Extract<InvocationResult, { readonly kind: "refused" }>;

/** A complaint that stays, and that the old version gives no cause for: nobody is worse off with the new one then. */
async function lastingFinding(
  { fn, version, old }: Unseen,
  { payload, route }: Harmless,
  { invoke, sleep, signal }: Trials,
): Promise<Finding> {
  const find = async (qualifier: string): Promise<Finding> =>
    findingOf(fn, route, await invoke(fn, qualifier, payload));
  let found = await find(version);
  for (const pause of PAUSES) {
    if (found.kind === "sound" || signal.aborted) return found;
    await sleep(pause);
    found = await find(version);
  }
  if (found.kind !== "complaint") return found;
  return (await find(old)).kind === "complaint" ? { kind: "sound" } : found;
}

function findingOf(fn: StageFunction, route: Route | null, result: InvocationResult): Finding {
  if (result.kind === "refused") return result;
  const reason = complaintAbout(fn, route, result);
  return reason === null ? { kind: "sound" } : { kind: "complaint", reason };
}

interface Harmless {
  /** null: an event without records */
  readonly route: Route | null;
  readonly payload: object;
}

/**
 * A request that a function answers without changing anything: one that reads, or a public one with an empty body, which is
 * what the check of all routes sends too; of a function that is triggered, an event without records.
 */
export function harmlessEvent(
  { spec, service }: Pick<StageFunction, "spec" | "service">,
  caller?: AuthorizerContext,
): Harmless | null {
  const routes = spec.routes.map(parseRoute);
  const reads = routes.find(({ method }) => method === "GET" || method === "HEAD");
  const route = reads ?? routes.find(({ auth, method }) => auth === "none" && method !== "OPTIONS");
  if (route !== undefined) return { route, payload: apiEvent(route, service.defaults.payload, caller) };
  return spec.triggers.length > 0 ? { route: null, payload: { Records: [] } } : null;
}

/** Why a version's answer is none; null where it is one. A refusal is an answer: nobody asked for nothing. */
export function complaintAbout(
  { artifact }: Pick<StageFunction, "artifact">,
  route: Route | null,
  result: Exclude<InvocationResult, InvocationRefused>,
): string | null {
  // What a function says of itself may be anything.
  if (result.kind === "failed") return `it fails: ${redact(result.reason)}`;
  if (route === null) return null;
  const name = `${route.method} ${route.path}`;
  const status = statusOf(result.text);
  if (status === null) return `${name} gets no HTTP answer`;
  if (artifact.kind === "placeholder")
    return status === 501 ? null : `${name} is a placeholder and answers ${String(status)}`;
  return status >= 500 ? `${name} answers ${String(status)}` : null;
}

/** An HTTP API takes an answer without a status for a body with status 200. */
function statusOf(text: string): number | null {
  try {
    const answer = JSON.parse(text) as { readonly statusCode?: unknown } | null;
    if (answer === null) return null;
    return typeof answer.statusCode === "number" ? answer.statusCode : 200;
  } catch {
    return null;
  }
}
