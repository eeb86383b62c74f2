import { FORCED_UNHEALTHY } from "../../model/failover/answer";
import type { FailoverRecord } from "../../model/failover/record";
import { DeployError } from "../../model/errors";
import type { Context } from "../commands/command";
import { writeHealthCheck } from "./dns";
import { verifyPublicName } from "./endpoints";
import { closeFailover, writeFailover } from "./failoverRecord";
import type { FailoverSession, Reachability } from "./failoverSession";
import { applyFence, planFence, removeFence } from "./fence";
import type { Readiness } from "./preconditions";

export interface FailoverRequest {
  readonly reason: string | null;
  /** Unix seconds */
  readonly now: number;
}

/** A record that nothing was changed by. */
export function newFailover(
  { source, recovery, domain, who }: FailoverSession,
  { healthCheck }: Readiness,
  { reason, now }: FailoverRequest,
): FailoverRecord {
  return {
    schema: 1,
    id: now,
    stage: source.stage.name,
    to: recovery.stage.name,
    domain,
    phase: "fencing",
    who,
    reason,
    sourceFence: { kind: "pending" },
    healthCheck,
    recoveryFence: null,
    failback: null,
    switchedAt: null,
  };
}

/**
 * Runs a failover from the step where its record is. Every step is repeatable, and recorded before its first change.
 *
 * A failure before the switch reverses the fence: users are where they were. After it they stay on the recovery stage.
 * @throws DeployError of the failed step
 */
export async function runFailover(
  context: Context,
  failover: FailoverSession,
  reach: Reachability,
  begun: FailoverRecord,
): Promise<FailoverRecord> {
  let record = begun;
  const save = async (change: Partial<FailoverRecord>): Promise<void> => {
    record = { ...record, ...change };
    await writeFailover(failover.store, record);
  };
  if (record.phase === "fencing") {
    await save({});
    try {
      await fence(context, failover, reach, record, save);
      context.signal.throwIfAborted();
    } catch (error) {
      await reverse(context, failover, record, error);
      throw error;
    }
    await save({ phase: "switching" });
  }
  if (record.phase === "switching") {
    const { id } = record.healthCheck;
    await writeHealthCheck(failover.recovery.target, { id, ...FORCED_UNHEALTHY });
    await save({ phase: "verifying", switchedAt: Math.floor(Date.now() / 1_000) });
    context.terminal.note(`Switched: ${record.domain} leads to ${record.to} within a minute`);
  }
  const { zone } = failover.source.stage.domains;
  await verifyPublicName(context, failover.recovery, { zone, domain: record.domain }, switchedRemedy(record));
  await save({ phase: "failed-over" });
  return record;
}

function switchedRemedy({ stage, to }: FailoverRecord): string {
  return `Users of ${stage} are on ${to} now. See the logs: \`bin/deploy logs ${to}\`; to verify again: \`bin/deploy dr failover ${stage}\`; to return: \`bin/deploy dr failover ${stage} --undo\`.`;
}

/** Stops writes in the old region, where it responds. */
async function fence(
  context: Context,
  { source }: FailoverSession,
  reach: Reachability,
  { sourceFence }: FailoverRecord,
  save: (change: Partial<FailoverRecord>) => Promise<void>,
): Promise<void> {
  const { name, region } = source.stage;
  if (sourceFence.kind === "applied") {
    await applyFence(source.target, sourceFence.fence);
    return;
  }
  if (reach.kind === "unreachable") {
    context.terminal.warn(
      `${region} is not fenced (${reach.why}): functions of ${name} that still run may write to its old tables. What they write after the backup is merged by \`dr failback\`.`,
    );
    await save({ sourceFence: reach });
    return;
  }
  const planned = await planFence(source.target, source.stage);
  // Recorded first: a crash in between must not lose the settings from before.
  await save({ sourceFence: { kind: "applied", fence: planned } });
  await applyFence(source.target, planned);
  context.terminal.note(
    `Fenced ${name}: ${String(planned.functions.length)} functions and ${String(planned.mappings.length)} event sources stopped`,
  );
}

/** Reverses a failover that did not switch. @throws DeployError where that fails, too */
async function reverse(
  { terminal }: Context,
  failover: FailoverSession,
  record: FailoverRecord,
  cause: unknown,
): Promise<void> {
  try {
    if (record.sourceFence.kind === "applied") await removeFence(failover.source.target, record.sourceFence.fence);
    await closeFailover(failover.store, record);
    terminal.warn(`Reversed: ${record.stage} serves its users as before.`);
  } catch (error) {
    throw new DeployError(
      "AWS",
      `The failover failed, and the fence of ${record.stage} could not be removed: ${error instanceof Error ? error.message : String(error)}`,
      `Remove it: \`bin/deploy dr failover ${record.stage} --undo\`, or continue: \`bin/deploy dr failover ${record.stage}\`.`,
      { cause },
    );
  }
}

/**
 * Reverses a failover without copying data: the functions start before DNS leads to them.
 * @throws DeployError where a step fails; repeatable
 */
export async function undoFailover(failover: FailoverSession, record: FailoverRecord): Promise<void> {
  const { sourceFence, recoveryFence, healthCheck } = record;
  if (sourceFence.kind === "applied") await removeFence(failover.source.target, sourceFence.fence);
  await writeHealthCheck(failover.recovery.target, healthCheck);
  if (recoveryFence !== null) await removeFence(failover.recovery.target, recoveryFence);
  await closeFailover(failover.store, record);
}
