import { setTimeout as sleep } from "node:timers/promises";
import { DeployError } from "../../model/errors";
import { functionsOnStage } from "../../model/stage/functions";
import { count } from "../ui/duration";
import { filled, signalOf, type Deployment, type StepResult } from "./deployment";

const MOST_SHOWN = 8;

/** Tries the new versions before anybody else does. @throws DeployError ROLLOUT */
export async function probeStep(deployment: Deployment): Promise<StepResult> {
  const { gradual, session, context, again } = deployment;
  if (gradual === undefined || gradual.shifts.length === 0) return { kind: "done" };
  const { probeVersions, trialsOf } = await import("../rollout/probe");
  const functions = new Map(functionsOnStage(session.stage, filled(deployment, "release")).map((fn) => [fn.id, fn]));
  const unseen = gradual.shifts.flatMap(({ id, from, to }) => {
    const fn = functions.get(id);
    return fn === undefined ? [] : [{ fn, version: to, old: from }];
  });
  const signal = signalOf(deployment);
  const pause = (milliseconds: number) => sleep(milliseconds, undefined, { signal }).catch(() => undefined);
  const { complaints, tried, untried } = await probeVersions(unseen, trialsOf(session), pause, signal);
  if (complaints.length > 0) {
    const more = complaints.length > MOST_SHOWN ? [`and ${String(complaints.length - MOST_SHOWN)} more`] : [];
    const lines = [...complaints.slice(0, MOST_SHOWN), ...more].map((line) => `  ${line}`);
    throw new DeployError(
      "ROLLOUT",
      `${count(complaints.length, "new version")} of ${String(tried)} failed before any traffic came to them:\n${lines.join("\n")}`,
      `Mend them, then \`${again}\`.`,
    );
  }
  const apart = untried === 0 ? "" : `; ${String(untried)} that can only change things not tried`;
  context.terminal.note(`Unseen: ${count(tried, "new version")} answered${apart}`);
  return { kind: "done" };
}
