import { parseRoute, type Route } from "../../model/catalog/route";
import type { Stage } from "../../model/stage/stage";
import type { StageFunction } from "../../model/stage/functions";
import { invoke, type InvocationResult } from "../aws/invoke";
import { inParallel } from "../aws/parallel";
import type { AwsTarget } from "../aws/target";
import { apiEvent } from "./apiEvent";

/** A version that has no traffic yet. */
export interface Unseen {
  readonly fn: StageFunction;
  readonly version: string;
  /** The version that has it. */
  readonly old: string;
}

export interface ProbeResult {
  /** What is wrong, a sentence each. */
  readonly complaints: readonly string[];
  readonly tried: number;
  /** Functions that do nothing but change things: they are not tried, because a trial would be one of these changes. */
  readonly untried: number;
}

const AT_ONCE = 8;
/** Between trials: rights that were granted a moment ago are not everywhere yet, and AWS refuses when it is busy. ms */
const PAUSES: readonly number[] = [2_000, 8_000];

/** Invokes one version of a function, with an event that changes nothing. */
export type Try = (fn: StageFunction, version: string, payload: object) => Promise<InvocationResult>;

/** How a stage's functions are tried. */
export function trialsOf({ target, stage }: { readonly target: AwsTarget; readonly stage: Stage }): Try {
  return (fn, qualifier, payload) =>
    invoke(target, stage, { id: fn.id, qualifier, payload, seconds: fn.spec.timeout ?? fn.service.defaults.timeout });
}

/** Invokes versions that have no traffic yet, each by its number, with requests that change nothing. */
export async function probeVersions(
  unseen: readonly Unseen[],
  tryIt: Try,
  sleep: (milliseconds: number) => Promise<unknown>,
  signal: AbortSignal,
): Promise<ProbeResult> {
  const complaints: string[] = [];
  let tried = 0;
  await inParallel(unseen, AT_ONCE, async (one) => {
    const event = harmlessEvent(one.fn);
    if (event === null || signal.aborted) return;
    tried += 1;
    const complaint = await lastingComplaint(one, event, tryIt, sleep, signal);
    if (complaint !== null) complaints.push(`${one.fn.id}, version ${one.version}: ${complaint}`);
  });
  return { complaints, tried, untried: unseen.length - tried };
}

/** A complaint that stays, and that the old version gives no cause for: nobody is worse off with the new one then. */
async function lastingComplaint(
  { fn, version, old }: Unseen,
  { payload, route }: Harmless,
  tryIt: Try,
  sleep: (milliseconds: number) => Promise<unknown>,
  signal: AbortSignal,
): Promise<string | null> {
  let complaint = complaintAbout(fn, route, await tryIt(fn, version, payload));
  for (const pause of PAUSES) {
    if (complaint === null || signal.aborted) return complaint;
    await sleep(pause);
    complaint = complaintAbout(fn, route, await tryIt(fn, version, payload));
  }
  if (complaint === null) return null;
  const before = complaintAbout(fn, route, await tryIt(fn, old, payload));
  return before === null ? complaint : null;
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
export function harmlessEvent({ spec, service }: Pick<StageFunction, "spec" | "service">): Harmless | null {
  const routes = spec.routes.map(parseRoute);
  const reads = routes.find(({ method }) => method === "GET" || method === "HEAD");
  const route = reads ?? routes.find(({ auth, method }) => auth === "none" && method !== "OPTIONS");
  if (route !== undefined) return { route, payload: apiEvent(route, service.defaults.payload) };
  return spec.triggers.length > 0 ? { route: null, payload: { Records: [] } } : null;
}

/** Why a version's answer is none; null where it is one. A refusal is an answer: nobody asked for nothing. */
export function complaintAbout(
  { artifact }: Pick<StageFunction, "artifact">,
  route: Route | null,
  result: InvocationResult,
): string | null {
  if (result.kind === "failed") return `it fails: ${result.reason}`;
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
