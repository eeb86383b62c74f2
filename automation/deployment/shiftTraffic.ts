import { setTimeout as sleep } from "node:timers/promises";
import { DeployError, unreachable } from "../../model/errors";
import { shiftSteps, type GradualRollout } from "../../model/stage/rollout";
import { pointAliases, weighAliases } from "../aws/functions/aliases";
import { shiftTraffic, type Clock, type Pace, type ShiftEnd, type Traffic } from "../rollout/shift";
import { openWatch } from "../rollout/versionMonitor";
import { count, duration } from "../ui/duration";
import { signalOf, type Deployment, type FunctionShift, type With } from "./deployment";
import { DONE, type StepEnd } from "./step";
import { writeRecordFields } from "./record";

/** A minute of a rehearsal is a second. */
const PACES: Readonly<Record<"aws" | "rehearsal", Pace>> = {
  aws: { minute: 60_000, look: 5_000, late: 120_000, blind: 180_000 },
  rehearsal: { minute: 1_000, look: 500, late: 2_000, blind: 5_000 },
};

const CLOCK: Clock = {
  now: Date.now,
  sleep: (milliseconds, signal) => sleep(milliseconds, undefined, { signal }).catch(() => undefined),
};

/**
 * Moves the traffic of the changed functions, share by share, and watches. What is on its way is written down first:
 * whoever finds this deployment dead gives the old versions everything back.
 * @throws DeployError ROLLOUT, INCONCLUSIVE, CANCELLED: the old versions have all traffic again
 */
export async function shiftTrafficStep(deployment: With<"record">): Promise<StepEnd> {
  const { gradual, session, context } = deployment;
  const { rollout, verification } = session.stage;
  if (gradual === undefined || gradual.shifts.length === 0 || rollout.kind === "allAtOnce") return DONE;
  const { shifts } = gradual;
  const { terminal } = context;
  const started = performance.now();
  const pace = PACES[session.target.kind];
  terminal.note(`Rollout: ${describeRollout(rollout)} of ${count(shifts.length, "function")}${timeScale(pace)}`);
  const signal = signalOf(deployment);
  const watch = await openWatch(session, shifts, rollout.limits, { warn: terminal.warn, signal });
  // Whoever may not look finds that out before anybody has the new versions.
  await watch(Date.now(), signal);
  await writeRecordFields(deployment, { shifting: byFunction(shifts, "from"), traffic: {} });
  const end = await shiftTraffic({
    steps: shiftSteps(rollout),
    traffic: trafficOf(deployment, shifts),
    watch,
    clock: CLOCK,
    pace,
    signal,
    takesUndecided: verification.acceptInconclusive.includes("metrics"),
    onShare: (percent) => {
      deployment.journal?.traffic(percent, shifts.length);
      const share = percent === 100 ? "all of it" : `${String(percent)} %`;
      terminal.note(`Traffic: ${share} on the new versions (${duration(performance.now() - started)})`);
    },
  });
  await recordEnd(deployment, end);
  return DONE;
}

async function recordEnd(deployment: With<"record">, end: ShiftEnd): Promise<void> {
  const { gradual, context, lease } = deployment;
  const shifts = gradual?.shifts ?? [];
  if (lease?.end?.kind === "lost" && end.kind !== "shifted") throw leaseLost(deployment, end.percent);
  if (end.kind === "shifted") {
    await writeRecordFields(deployment, { shifting: {}, traffic: byFunction(shifts, "to") });
    const blind = shifts.length - end.judged;
    if (blind > 0) context.terminal.warn(`Moved without a verdict, for want of traffic: ${count(blind, "function")}`);
    return;
  }
  // What could not go back is still on its way: whoever comes next gives it back.
  if (end.stuck === null) {
    deployment.journal?.traffic(0, shifts.length);
    await writeRecordFields(deployment, { shifting: {}, traffic: {} });
  }
  throw shiftError(deployment, end);
}

/** Somebody else has the stage: nothing more is written of it, and no traffic is moved. */
function leaseLost({ session }: Deployment, percent: number): DeployError {
  const { name } = session.stage;
  return new DeployError(
    "LEASE_LOST",
    `Somebody broke this deployment's lease of ${name} while the new versions had ${String(percent)} % of the traffic: nothing more is changed from here, and whoever has the stage now gives it back.`,
    `See what is going on: \`bin/deploy status ${name}\`.`,
  );
}

function shiftError(deployment: Deployment, end: Exclude<ShiftEnd, { readonly kind: "shifted" }>): DeployError {
  const { retryCommand, session } = deployment;
  const at = end.percent === 100 ? "With all of the traffic" : `At ${String(end.percent)} % of the traffic`;
  const back =
    end.stuck === null
      ? `All traffic is on the old versions again. That took ${duration(end.backMs)}.`
      : `NOT all traffic went back to the old versions: ${end.stuck.what}`;
  switch (end.kind) {
    case "breached": {
      const lines = end.breaches.map(({ name, reason }) => `  ${name === null ? "" : `${name}, `}${reason}`);
      return new DeployError(
        "ROLLOUT",
        `${at}, the new versions went beyond a limit:\n${lines.join("\n")}\n${back}`,
        `See their logs: \`bin/deploy logs ${session.stage.name}\`, mend it, then \`${retryCommand}\`.`,
      );
    }
    case "undecided":
      return new DeployError(
        "INCONCLUSIVE",
        `${at}, no new version had enough of it to be judged, and this stage does not take that for a pass. ${back}`,
        `Let it bake for longer (listbackup:rollout), or accept it (listbackup:verification, metrics); then \`${retryCommand}\`.`,
      );
    case "blind":
      return new DeployError(
        "ROLLOUT",
        `${at}, nobody could tell how the new versions do: ${end.reason} ${back}`,
        `When CloudWatch answers: \`${retryCommand}\`.`,
      );
    case "failed":
      return new DeployError(end.error.code, `${at}: ${end.error.what}\n${back}`, end.error.remedy, {
        cause: end.error,
      });
    case "cancelled":
      return new DeployError("CANCELLED", `Cancelled. ${back}`, `Go on with \`${retryCommand}\`.`);
    default:
      return unreachable(end);
  }
}

/** Between two looks at whose the stage is. ms */
const LEASE_POLL_MS = 500;

function trafficOf(deployment: Deployment, shifts: readonly FunctionShift[]): Traffic {
  const { session, context } = deployment;
  const { target } = session;
  const moves = (to: "from" | "to") => shifts.map((shift) => ({ name: shift.name, version: shift[to] }));
  return {
    weigh: async (percent, signal) => {
      await deployment.lease?.confirm();
      await weighAliases(target, shifts, percent, signal);
    },
    finish: async (signal) => {
      await deployment.lease?.confirm();
      const missing = await pointAliases(target, moves("to"), signal);
      if (missing.length > 0) throw missingVersions(missing.map(({ name, version }) => `${name}:${version}`));
    },
    back: async (first) => {
      const isLost = (): boolean => deployment.lease?.end?.kind === "lost";
      if (isLost()) return;
      const sorted = moves("from").sort((a, b) => Number(first.includes(b.name)) - Number(first.includes(a.name)));
      // Whoever stops this deployment wants this too; whoever took the stage from it does not.
      const stop = new AbortController();
      const guard = setInterval(() => {
        if (isLost()) stop.abort();
      }, LEASE_POLL_MS);
      const missing = await pointAliases(target, sorted, stop.signal).finally(() => {
        clearInterval(guard);
      });
      if (missing.length === 0) return;
      context.terminal.warn(
        `Not there any more: ${missing.map(({ name, version }) => `${name}:${version}`).join(", ")}`,
      );
    },
  };
}

function missingVersions(versions: readonly string[]): DeployError {
  return new DeployError(
    "AWS",
    `Versions vanished while traffic went over to them: ${versions.join(", ")}.`,
    "Somebody deletes versions of this stage's functions: find out who.",
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

function timeScale({ minute }: Pace): string {
  return minute === 60_000 ? "" : `; in a rehearsal a minute takes ${duration(minute)}`;
}
