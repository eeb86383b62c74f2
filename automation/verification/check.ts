import { setTimeout as sleep } from "node:timers/promises";
import type { CheckGroup, CheckSpec } from "../../model/catalog/schema/checks";
import { inParallel } from "../aws/parallel";
import { errorVerdict, type CheckResult, type Verdict } from "./verdict";
import { isMonitoringCheck, MONITORING_SOURCES } from "./monitoring/monitoring";

/** A condition that a live stage must meet. */
export interface Check {
  readonly id: string;
  readonly kind: CheckSpec["kind"];
  readonly group: CheckGroup;
  readonly title: string;
  readonly timeoutMs: number;
  /** Extra time after the timeout, to receive the response to the last request and to clean up. */
  readonly graceMs: number;
  /** How often it runs before it counts as failed. */
  readonly attempts: number;
  /** @param signal aborted at the timeout, or when the checks are cancelled */
  run(signal: AbortSignal): Promise<Verdict>;
}

/** The API's throttle counts all checks as one caller. */
const PARALLEL_CHECKS = 4;
const RETRY_DELAY_MS = 1_000;

/**
 * Runs checks in parallel. A check that throws or times out has failed; a monitoring check that times out is inconclusive.
 * @param onResult called when a check ends
 * @returns in the order of the checks
 */
export async function runChecks(
  checks: readonly Check[],
  signal: AbortSignal,
  onResult: (result: CheckResult) => void = () => undefined,
): Promise<readonly CheckResult[]> {
  const results = new Map<Check, CheckResult>();
  await inParallel(checks, PARALLEL_CHECKS, async (check) => {
    const started = performance.now();
    const verdict = await runWithRetries(check, signal);
    const { id, group, title } = check;
    const result = { id, group, title, verdict, milliseconds: performance.now() - started };
    results.set(check, result);
    onResult(result);
  });
  return checks.flatMap((check) => results.get(check) ?? []);
}

async function runWithRetries(check: Check, signal: AbortSignal): Promise<Verdict> {
  for (let attempt = 1; ; attempt += 1) {
    const verdict = await runWithTimeout(check, signal);
    if (verdict.kind !== "failed" || attempt >= check.attempts || signal.aborted) return verdict;
    // A new attempt would lose the list of test data that was not deleted.
    if (verdict.left !== undefined) return verdict;
    await sleep(RETRY_DELAY_MS, undefined, { signal }).catch(() => undefined);
  }
}

async function runWithTimeout(check: Check, cancellation: AbortSignal): Promise<Verdict> {
  if (cancellation.aborted) return { kind: "failed", reason: "cancelled" };
  const timeout = new AbortController();
  const signal = AbortSignal.any([cancellation, timeout.signal]);
  const aborted = new Promise<"aborted">((resolve) => {
    signal.addEventListener("abort", () => {
      resolve("aborted");
    });
  });
  const timer = setTimeout(() => {
    timeout.abort();
  }, check.timeoutMs);
  const running = check.run(signal).catch(errorVerdict);
  const first = await Promise.race([running, aborted]);
  clearTimeout(timer);
  if (first !== "aborted") return first;
  const cause = cancellation.aborted ? "cancelled" : `no verdict within ${String(check.timeoutMs / 1_000)} s`;
  const graceTimer = new AbortController();
  const graceEnd = sleep(check.graceMs, undefined, { signal: graceTimer.signal }).catch(() => undefined);
  const last = await Promise.race([running, graceEnd]);
  graceTimer.abort();
  return timeoutVerdict(check, cause, last ?? null);
}

/**
 * The verdict of a check that was aborted: it keeps what the check has found, and its test data that was not deleted.
 * @param cause why it was aborted
 * @param last the check's verdict after the abort; null: none within the grace period
 */
function timeoutVerdict({ kind }: Check, cause: string, last: Verdict | null): Verdict {
  switch (last?.kind) {
    case undefined:
      return isMonitoringCheck(kind)
        ? { kind: "inconclusive", reason: `${MONITORING_SOURCES[kind]} could not be read: ${cause}` }
        : { kind: "failed", reason: cause };
    // Only its cleanup was late or failed.
    case "passed":
      return last;
    case "failed":
    case "inconclusive":
      return { ...last, reason: `${cause}: ${last.reason}` };
  }
}
