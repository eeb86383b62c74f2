import { setTimeout as sleep } from "node:timers/promises";
import type { CheckGroup, CheckSpec } from "../../model/catalog/checksSchema";
import { inParallel } from "../aws/parallel";
import { verdictOf, type CheckResult, type Verdict } from "./verdict";
import { isWatching, WATCHES } from "./watch";

/** One thing that must hold on a stage that is in use. */
export interface Check {
  readonly id: string;
  readonly kind: CheckSpec["kind"];
  readonly group: CheckGroup;
  readonly title: string;
  readonly timeoutMs: number;
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
    await sleep(PAUSE, undefined, { signal }).catch(() => undefined);
  }
}

/** How long a check whose time is up may still clean up. ms */
const GRACE = 3_000;

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
  await Promise.race([running, sleep(GRACE, undefined, { ref: false })]);
  if (stop.aborted) return { kind: "failed", reason: "cancelled" };
  const reason = `no verdict within ${String(check.timeoutMs / 1_000)} s`;
  return isWatching(check.kind)
    ? { kind: "inconclusive", reason: `${WATCHES[check.kind]} could not be read: ${reason}` }
    : { kind: "failed", reason };
}
