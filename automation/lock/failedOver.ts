import type { FailoverRecord } from "../../model/failover/record";
import { DeployError } from "../../model/errors";
import type { Context } from "../commands/command";
import type { Session } from "../session";

/**
 * Refuses a stage whose users were moved to its recovery stage: a deployment would start its functions again.
 * @throws DeployError FAILED_OVER
 */
export async function assertNotFailedOver({ terminal }: Pick<Context, "terminal">, session: Session): Promise<void> {
  const refusal = await failoverRefusal(session, terminal.warn);
  if (refusal !== null) throw refusal;
}

/** @param warn called where the recovery region does not respond, which does not block the stage */
export async function failoverRefusal(
  { target, stage }: Session,
  warn: (line: string) => void,
): Promise<DeployError | null> {
  if (stage.failover.kind !== "primary" || stage.recoveryStage === undefined) return null;
  const { openSetStore } = await import("../backup/store/setStore");
  const { readFailover } = await import("../failover/failoverRecord");
  try {
    const record = await readFailover(openSetStore(stage, target));
    if (record === null) return null;
    return new DeployError("FAILED_OVER", `${describeFailover(record)}. Nothing was changed.`, failoverRemedy(record));
  } catch (error) {
    if (!(error instanceof DeployError)) throw error;
    if (error.code === "FAILED_OVER") return error;
    // Before the first `bootstrap` of the recovery stage there is no bucket, and no failover.
    if (error.code !== "NOT_BOOTSTRAPPED")
      warn(`Whether ${stage.name} is failed over could not be read: ${error.what}`);
    return null;
  }
}

/** Refuses to delete a stage that serves the users of another one. @throws DeployError FAILED_OVER */
export async function assertServesNoFailover(context: Context, session: Session): Promise<void> {
  if (session.stage.failover.kind !== "secondary") return;
  const { failoverOf } = await import("../status/failoverOf");
  const record = await failoverOf(context, session).catch((error: unknown) => {
    if (error instanceof DeployError && error.code === "NOT_BOOTSTRAPPED") return null;
    throw error;
  });
  if (record !== null)
    throw new DeployError("FAILED_OVER", `${describeFailover(record)}. Nothing was changed.`, failoverRemedy(record));
}

/** `production is failed over to disaster-recovery since 2026-11-28T13:00:00.000Z by …`. */
export function describeFailover({ stage, to, phase, id, who, reason, switchedAt }: FailoverRecord): string {
  const state =
    phase === "failed-over"
      ? `is failed over to ${to}`
      : phase === "returning"
        ? `is returning from ${to}`
        : `has an unfinished failover to ${to} (${phase})`;
  const why = reason === null ? "" : `: ${reason}`;
  return `${stage} ${state} since ${new Date((switchedAt ?? id) * 1_000).toISOString()} by ${who}${why}`;
}

export function failoverRemedy({ stage, phase }: FailoverRecord): string {
  if (phase === "failed-over" || phase === "returning")
    return `Return with the data: \`bin/deploy dr failback ${stage}\`.`;
  return `Continue it: \`bin/deploy dr failover ${stage}\`; or reverse it: \`bin/deploy dr failover ${stage} --undo\`.`;
}
