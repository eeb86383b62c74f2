import type { CheckOf } from "../../../model/catalog/schema/checks";
import { NAMES } from "../../../model/names";
import { functionsOnStage, type StageFunction } from "../../../model/stage/functions";
import { readMetrics, type FunctionMetrics } from "../../aws/monitoring/metrics";
import type { Subject } from "../subject";
import { Inconclusive, type Verdict } from "../verdict";

const MAX_SHOWN = 8;

/** Checks errors, throttles and durations of every function since the deployment started. */
export async function checkMetrics(subject: Subject, spec: CheckOf<"metrics">, signal: AbortSignal): Promise<Verdict> {
  const { target, stage, release, since } = subject;
  const functions = functionsOnStage(stage, release);
  const measured = functions.map((fn) => ({ name: NAMES.function.of(stage, fn.service.service, fn.name) }));
  const metrics = await readMetrics(target, measured, { from: since, to: Date.now() }, signal);
  const active = functions.flatMap((fn, index) => {
    const found = metrics[index] ?? null;
    return found === null || !hasTraffic(found) ? [] : [{ fn, found }];
  });
  if (active.length === 0) throw new Inconclusive("CloudWatch has no invocations of any function yet");
  const breaches = active.flatMap(({ fn, found }) => exceededLimits(fn, found, spec));
  const invocations = active.reduce((sum, { found }) => sum + found.invocations, 0);
  if (breaches.length === 0)
    return { kind: "passed", note: `${String(invocations)} invocations of ${String(active.length)} functions` };
  return { kind: "failed", reason: breaches.slice(0, MAX_SHOWN).join("; ") };
}

/** A function with throttles only has no invocations. */
function hasTraffic({ invocations, errors, throttles }: FunctionMetrics): boolean {
  return invocations + errors + throttles > 0;
}

/** A sentence for each limit that a function exceeds. */
export function exceededLimits(
  { id, spec, service }: Pick<StageFunction, "id" | "spec" | "service">,
  { invocations, errors, throttles, p95 }: FunctionMetrics,
  limits: Pick<CheckOf<"metrics">, "errorPercent" | "throttles" | "durationPercent">,
): readonly string[] {
  const timeoutMs = (spec.timeout ?? service.defaults.timeout) * 1_000;
  const maxDurationMs = (timeoutMs * limits.durationPercent) / 100;
  return [
    ...(errors > (invocations * limits.errorPercent) / 100
      ? [`${id}: ${String(errors)} of ${String(invocations)} invocations failed`]
      : []),
    ...(throttles > limits.throttles ? [`${id}: ${String(throttles)} invocations were throttled`] : []),
    ...(p95 !== null && p95 > maxDurationMs
      ? [`${id}: the 95th percentile of its duration is ${String(Math.round(p95))} ms of ${String(timeoutMs)} ms`]
      : []),
  ];
}
