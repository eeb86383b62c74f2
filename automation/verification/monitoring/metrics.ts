import type { CheckOf } from "../../../model/catalog/schema/checks";
import { NAMES } from "../../../model/names";
import { functionsOnStage, type StageFunction } from "../../../model/stage/functions";
import { readMetrics, type FunctionMetrics } from "../../aws/monitoring/metrics";
import type { Subject } from "../subject";
import { Undecided, type Verdict } from "../verdict";

const MOST_SHOWN = 8;

/** Errors, throttles and durations of every function since the deployment began. */
export async function checkMetrics(subject: Subject, spec: CheckOf<"metrics">, signal: AbortSignal): Promise<Verdict> {
  const { target, stage, release, since } = subject;
  const functions = functionsOnStage(stage, release);
  const measured = functions.map((fn) => ({ name: NAMES.function.of(stage, fn.service.service, fn.name) }));
  const metrics = await readMetrics(target, measured, { from: since, to: Date.now() }, signal);
  const seen = functions.flatMap((fn, index) => {
    const found = metrics[index] ?? null;
    return found === null || !isSeen(found) ? [] : [{ fn, found }];
  });
  if (seen.length === 0) throw new Undecided("CloudWatch has no invocation of any function yet");
  const complaints = seen.flatMap(({ fn, found }) => complaintsAbout(fn, found, spec));
  const invocations = seen.reduce((sum, { found }) => sum + found.invocations, 0);
  if (complaints.length === 0)
    return { kind: "passed", note: `${String(invocations)} invocations of ${String(seen.length)} functions` };
  return { kind: "failed", reason: complaints.slice(0, MOST_SHOWN).join("; ") };
}

/** A function that rejects every request has no invocations. */
function isSeen({ invocations, errors, throttles }: FunctionMetrics): boolean {
  return invocations + errors + throttles > 0;
}

/** What is beyond the limits. */
export function complaintsAbout(
  { id, spec, service }: Pick<StageFunction, "id" | "spec" | "service">,
  { invocations, errors, throttles, p95 }: FunctionMetrics,
  limits: Pick<CheckOf<"metrics">, "errorPercent" | "throttles" | "durationPercent">,
): readonly string[] {
  const timeoutMs = (spec.timeout ?? service.defaults.timeout) * 1_000;
  const longest = (timeoutMs * limits.durationPercent) / 100;
  return [
    ...(errors > (invocations * limits.errorPercent) / 100
      ? [`${id}: ${String(errors)} of ${String(invocations)} invocations failed`]
      : []),
    ...(throttles > limits.throttles ? [`${id}: ${String(throttles)} invocations were refused`] : []),
    ...(p95 !== null && p95 > longest
      ? [`${id}: the 95th percentile took ${String(Math.round(p95))} ms of ${String(timeoutMs)}`]
      : []),
  ];
}
