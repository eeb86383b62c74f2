import { setTimeout as sleep } from "node:timers/promises";
import type { CheckGroup, CheckSpec } from "../../model/catalog/schema/checks";
import { inParallel } from "../aws/parallel";
import { verdictOf, type CheckResult, type Verdict } from "./verdict";
import { isWatching, WATCHES } from "./monitoring/monitoring";

/** One thing that must hold on a stage that is in use. */
export interface Check {
  readonly id: string;
  readonly kind: CheckSpec["kind"];
  readonly group: CheckGroup;
  readonly title: string;
  readonly timeoutMs: number;
  /** How long it may go on when its time is up: to see the answer to what it has sent, and to clean up. */
  readonly graceMs: number;
  /** How often it is tried before it counts as failed. */
  readonly attempts: number;
  /** @param signal aborted when its time is up, or nobody waits for it any more */
  run(signal: AbortSignal): Promise<Verdict>;
}

/** Checks that run side by side: the API's throttle counts them as one caller. */
const AT_ONCE = 4;
/** Between two attempts. ms */
const PAUSE = 1_000;

/**
 * Runs checks side by side. A check that throws has failed, and one that takes too long as well, unless it only watches;
 * none holds up the rest.
 * @param onResult told of each as it ends
 * @returns in the order of the checks
 */
export async function runChecks(
  checks: readonly Check[],
  signal: AbortSignal,
  onResult: (result: CheckResult) => void = () => undefined,
): Promise<readonly CheckResult[]> {
  const results = new Map<Check, CheckResult>();
  await inParallel(checks, AT_ONCE, async (check) => {
    const started = performance.now();
    const verdict = await attempted(check, signal);
    const { id, group, title } = check;
    const result = { id, group, title, verdict, milliseconds: performance.now() - started };
    results.set(check, result);
    onResult(result);
  });
  return checks.flatMap((check) => results.get(check) ?? []);
}

async function attempted(check: Check, signal: AbortSignal): Promise<Verdict> {
  for (let attempt = 1; ; attempt += 1) {
    const verdict = await limited(check, signal);
    if (verdict.kind !== "failed" || attempt >= check.attempts || signal.aborted) return verdict;
    // What was left behind would be forgotten.
    if (verdict.left !== undefined) return verdict;
    await sleep(PAUSE, undefined, { signal }).catch(() => undefined);
  }
}

async function limited(check: Check, stop: AbortSignal): Promise<Verdict> {
  if (stop.aborted) return { kind: "failed", reason: "cancelled" };
  const limit = new AbortController();
  const signal = AbortSignal.any([stop, limit.signal]);
  const isOver = new Promise<"over">((resolve) => {
    signal.addEventListener("abort", () => {
      resolve("over");
    });
  });
  const timer = setTimeout(() => {
    limit.abort();
  }, check.timeoutMs);
  const running = check.run(signal).catch(verdictOf);
  const first = await Promise.race([running, isOver]);
  clearTimeout(timer);
  if (first !== "over") return first;
  const stopped = stop.aborted ? "cancelled" : `no verdict within ${String(check.timeoutMs / 1_000)} s`;
  const waiting = new AbortController();
  const forTooLong = sleep(check.graceMs, undefined, { signal: waiting.signal }).catch(() => undefined);
  const last = await Promise.race([running, forTooLong]);
  waiting.abort();
  return late(check, stopped, last ?? null);
}

/**
 * The verdict of a check whose time was up: it keeps what was found until then, and what was left behind.
 * @param stopped why it had to end
 * @param last what it said when it was told to; null: nothing
 */
function late({ kind }: Check, stopped: string, last: Verdict | null): Verdict {
  switch (last?.kind) {
    case undefined:
      return isWatching(kind)
        ? { kind: "inconclusive", reason: `${WATCHES[kind]} could not be read: ${stopped}` }
        : { kind: "failed", reason: stopped };
    // All was well by then, and only its clean-up took longer, or did not succeed.
    case "passed":
      return last;
    case "failed":
    case "inconclusive":
      return { ...last, reason: `${stopped}: ${last.reason}` };
  }
}
