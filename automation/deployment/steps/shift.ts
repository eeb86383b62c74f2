import { setTimeout as sleep } from "node:timers/promises";
import { DeployError, unreachable } from "../../../model/errors";
import { shiftSteps, type GradualRollout } from "../../../model/stage/rollout";
import { apiCaller } from "../../aws/api/apiRequest";
import { pointAliases, setAliasWeights } from "../../aws/functions/aliases";
import {
  shiftTraffic,
  type Clock,
  type ShiftRequest,
  type ShiftResult,
  type ShiftTiming,
  type TrafficRouter,
} from "../../rollout/shift";
import { withCustomCheck } from "../../rollout/customCheck";
import { openMonitor, type Monitor } from "../../rollout/versionMonitor";
import { apiNameOf } from "../../../model/catalog/apis";
import { addressesOf, apisIn } from "../../verification/addresses";
import { count, duration } from "../../ui/duration";
import { signalOf, type Deployment, type FunctionShift, type With } from "../deployment";
import { DONE, type StepEnd } from "../step";
import { writeRecordFields } from "../record";

/** A minute takes a second in a rehearsal. */
const TIMINGS: Readonly<Record<"aws" | "rehearsal", ShiftTiming>> = {
  aws: { minuteMs: 60_000, pollIntervalMs: 5_000, metricsDelayMs: 120_000, metricsTimeoutMs: 180_000 },
  rehearsal: { minuteMs: 1_000, pollIntervalMs: 500, metricsDelayMs: 2_000, metricsTimeoutMs: 5_000 },
};

const CLOCK: Clock = {
  now: Date.now,
  sleep: (milliseconds, signal) => sleep(milliseconds, undefined, { signal }).catch(() => undefined),
};

/**
 * Shifts the traffic of the changed functions gradually, and watches metrics. The record names the functions first: crash
 * recovery returns their traffic to the old versions.
 * @throws DeployError ROLLOUT, INCONCLUSIVE, CANCELLED: all traffic is back on the old versions
 */
export async function shift(deployment: With<"record">): Promise<StepEnd> {
  const { gradual, session, context } = deployment;
  const { rollout, verification } = session.stage;
  if (gradual === undefined || gradual.shifts.length === 0 || rollout.kind === "allAtOnce") return DONE;
  const { shifts } = gradual;
  const { terminal } = context;
  const started = performance.now();
  const timing = TIMINGS[session.target.kind];
  terminal.note(`Rollout: ${describeRollout(rollout)} of ${count(shifts.length, "function")}${timeScale(timing)}`);
  const signal = signalOf(deployment);
  const monitor = await openMonitor(session, shifts, rollout.limits, {
    warn: terminal.warn,
    signal,
    apis: apisIn(deployment.outputs ?? {}).map(({ path }) => ({ path, name: apiNameOf(path) })),
  });
  // Missing permissions to watch show before any traffic shifts.
  await monitor(Date.now(), signal);
  await writeRecordFields(deployment, { shifting: byFunction(shifts, "from"), traffic: {} });
  let percent = 0;
  const end = await shiftTraffic({
    steps: shiftSteps(rollout),
    router: trafficRouter(deployment, shifts),
    monitor: withHook(deployment, monitor, () => percent),
    clock: CLOCK,
    timing,
    signal,
    acceptInconclusive: verification.acceptInconclusive.includes("metrics"),
    onAnalysis: analysisRecorder(deployment, rollout.limits.errorPercent),
    onWeight: (weight) => {
      percent = weight;
      deployment.journal?.traffic(percent, shifts.length);
      const share = percent === 100 ? "all of it" : `${String(percent)} %`;
      terminal.note(`Traffic: ${share} on the new versions (${duration(performance.now() - started)})`);
    },
  });
  await recordEnd(deployment, end);
  return DONE;
}

/** Records an analysis where it differs from the last one: there is one every few seconds. @param errorLimit per cent */
function analysisRecorder({ journal }: Deployment, errorLimit: number): ShiftRequest["onAnalysis"] {
  let last = "";
  return ({ breaches, analyzed, current, baseline }, percent) => {
    const verdict = breaches.length > 0 ? "breached" : analyzed === 0 ? "inconclusive" : "healthy";
    const reasons = breaches.map(({ name, reason }) => (name === null ? reason : `${name}, ${reason}`));
    const analysis = { percent, verdict, current, baseline, errorLimit, breaches: reasons } as const;
    const text = JSON.stringify(analysis);
    if (text === last) return;
    last = text;
    journal?.analysis(analysis);
  };
}

/** With the check of a program that scripts the deployment, where it has one. @param percent share of the new versions */
function withHook(deployment: Deployment, monitor: Monitor, percent: () => number): Monitor {
  const { session, outputs = {}, context } = deployment;
  const check = context.hooks?.checkTraffic;
  if (check === undefined) return monitor;
  const { stage } = session;
  return withCustomCheck(monitor, (signal) =>
    check({ stage: stage.name, percent: percent(), callApi: apiCaller(stage, addressesOf(outputs), signal), signal }),
  );
}

async function recordEnd(deployment: With<"record">, end: ShiftResult): Promise<void> {
  const { gradual, context, lease } = deployment;
  const shifts = gradual?.shifts ?? [];
  if (lease?.end?.kind === "lost" && end.kind !== "shifted") throw leaseLost(deployment, end.percent);
  if (end.kind === "shifted") {
    await writeRecordFields(deployment, { shifting: {}, traffic: byFunction(shifts, "to") });
    const blind = shifts.length - end.analyzed;
    if (blind > 0) context.terminal.warn(`Shifted without a verdict, too little traffic: ${count(blind, "function")}`);
    return;
  }
  // Traffic that could not return stays in the record: the next run returns it.
  if (end.rollbackError === null) {
    deployment.journal?.traffic(0, shifts.length);
    await writeRecordFields(deployment, { shifting: {}, traffic: {} });
  }
  throw shiftError(deployment, end);
}

/** The lease is lost: nothing more is recorded or shifted. */
function leaseLost({ session }: Deployment, percent: number): DeployError {
  const { name } = session.stage;
  return new DeployError(
    "LEASE_LOST",
    `The lease of ${name} was broken while the new versions had ${String(percent)} % of the traffic. This deployment changes nothing more; the next deployment returns the traffic.`,
    `See the status: \`bin/deploy status ${name}\`.`,
  );
}

function shiftError(deployment: Deployment, end: Exclude<ShiftResult, { readonly kind: "shifted" }>): DeployError {
  const { retryCommand, session } = deployment;
  const at = end.percent === 100 ? "At 100 % of the traffic" : `At ${String(end.percent)} % of the traffic`;
  const back =
    end.rollbackError === null
      ? `All traffic is back on the old versions, after ${duration(end.rollbackMs)}.`
      : `NOT all traffic is back on the old versions: ${end.rollbackError.what}`;
  switch (end.kind) {
    case "breached": {
      const lines = end.breaches.map(({ name, reason }) => `  ${name === null ? "" : `${name}, `}${reason}`);
      return new DeployError(
        "ROLLOUT",
        `${at}, the new versions exceeded a limit:\n${lines.join("\n")}\n${back}`,
        `See their logs: \`bin/deploy logs ${session.stage.name}\`, fix it, then \`${retryCommand}\`.`,
      );
    }
    case "inconclusive":
      return new DeployError(
        "INCONCLUSIVE",
        `${at}, too little traffic for a verdict, and this stage does not accept inconclusive verification. ${back}`,
        `Increase the bake time (listbackup:rollout), or accept inconclusive metrics (listbackup:verification); then \`${retryCommand}\`.`,
      );
    case "metrics-unavailable":
      return new DeployError(
        "ROLLOUT",
        `${at}, metrics of the new versions could not be read: ${end.reason} ${back}`,
        `When CloudWatch answers: \`${retryCommand}\`.`,
      );
    case "failed":
      return new DeployError(end.error.code, `${at}: ${end.error.what}\n${back}`, end.error.remedy, {
        cause: end.error,
      });
    case "cancelled":
      return new DeployError("CANCELLED", `Cancelled. ${back}`, `Continue with \`${retryCommand}\`.`);
    default:
      return unreachable(end);
  }
}

/** Interval between checks of the lease. ms */
const LEASE_POLL_MS = 500;

function trafficRouter(deployment: Deployment, shifts: readonly FunctionShift[]): TrafficRouter {
  const { session, context } = deployment;
  const { target } = session;
  const moves = (to: "from" | "to") => shifts.map((shift) => ({ name: shift.name, version: shift[to] }));
  return {
    setWeight: async (percent, signal) => {
      await deployment.lease?.confirm();
      await setAliasWeights(target, shifts, percent, signal);
    },
    routeToNew: async (signal) => {
      await deployment.lease?.confirm();
      const missing = await pointAliases(target, moves("to"), signal);
      if (missing.length > 0) throw missingVersions(missing.map(({ name, version }) => `${name}:${version}`));
    },
    routeToOld: async (first) => {
      const isLost = (): boolean => deployment.lease?.end?.kind === "lost";
      if (isLost()) return;
      const sorted = moves("from").sort((a, b) => Number(first.includes(b.name)) - Number(first.includes(a.name)));
      // Runs on after a cancellation, and stops when the lease is lost.
      const stop = new AbortController();
      const guard = setInterval(() => {
        if (isLost()) stop.abort();
      }, LEASE_POLL_MS);
      const missing = await pointAliases(target, sorted, stop.signal).finally(() => {
        clearInterval(guard);
      });
      if (missing.length === 0) return;
      context.terminal.warn(`No longer there: ${missing.map(({ name, version }) => `${name}:${version}`).join(", ")}`);
    },
  };
}

function missingVersions(versions: readonly string[]): DeployError {
  return new DeployError(
    "AWS",
    `Versions disappeared while traffic shifted to them: ${versions.join(", ")}.`,
    "Find out who deletes versions of this stage's functions.",
  );
}

function byFunction(shifts: readonly FunctionShift[], version: "from" | "to"): Record<string, string> {
  return Object.fromEntries(shifts.map((shift) => [shift.id, shift[version]]));
}

function describeRollout(rollout: GradualRollout): string {
  return rollout.kind === "canary"
    ? `canary, ${String(rollout.percent)} % for ${describeMinutes(rollout.bakeMinutes)}`
    : `linear, ${String(rollout.percent)} % every ${describeMinutes(rollout.everyMinutes)}`;
}

function describeMinutes(n: number): string {
  return count(n, "minute");
}

function timeScale({ minuteMs }: ShiftTiming): string {
  return minuteMs === 60_000 ? "" : `; in a rehearsal a minute takes ${duration(minuteMs)}`;
}
