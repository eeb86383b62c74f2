import type { FailoverRecord } from "../../../model/failover/record";
import { DeployError, EXIT } from "../../../model/errors";
import { parseReason } from "../../../model/release/reason";
import { ENGINE_PROCESS } from "../../engine/run/engineProcess";
import { verifyOwnAddress } from "../../failover/endpoints";
import { readFailover } from "../../failover/failoverRecord";
import { openFailover, reachabilityOf, type FailoverSession, type Reachability } from "../../failover/failoverSession";
import { requireReadiness } from "../../failover/preconditions";
import { newFailover, runFailover, undoFailover } from "../../failover/runFailover";
import { describeFailover, failoverRemedy } from "../../lock/failedOver";
import { age } from "../../ui/releases";
import { takeLease, type HeldLease } from "../../lock/lease";
import { textOption, type CommandOptions, type CommandResult, type Context } from "../command";
import type { FailoverDocument, RecoveryPlanDocument } from "../../documents/recovery";

/** Moves the users of a stage to its recovery stage, or back without data (`--undo`). */
export async function failover(
  context: Context,
  stageName: string | undefined,
  options: CommandOptions,
): Promise<CommandResult> {
  const opened = await openFailover(context, stageName, textOption(options, "to"));
  const reach = await reachabilityOf(opened.source, options["sourceLost"] === true, context.signal);
  const existing = await readFailover(opened.store);
  if (options["undo"] === true) return undo(context, opened, reach, existing, options);
  if (existing !== null && !["fencing", "switching", "verifying"].includes(existing.phase))
    throw new DeployError(
      "FAILED_OVER",
      `${describeFailover(existing)}. Nothing was changed.`,
      failoverRemedy(existing),
    );
  const readiness = await requireReadiness(opened, reach);
  for (const { type, ttl } of readiness.leftBehind)
    context.terminal.warn(
      `${opened.domain} also has a ${type} record${ttl === null ? "" : ` (TTL ${String(ttl)} s)`} that does not fail over: clients that use it stay in ${opened.source.stage.region}. Delete it, or change it by hand.`,
    );
  context.terminal.warn(dataAge(opened, readiness.dataOf));
  const reason = parseReason(textOption(options, "reason") ?? "");
  const now = Math.floor(Date.now() / 1_000);
  const record = existing ?? newFailover(opened, readiness, { reason: reason === "" ? null : reason, now });
  if (options["dryRun"] === true) return planned(opened, reach, record);
  if (existing !== null) context.terminal.note(`${describeFailover(existing)}: continuing`);
  await approve(context, opened, options, `Move the users of ${record.stage} to ${record.to}?`);
  const done = await withLeases(context, opened, reach, `dr failover ${record.stage}`, async (held) => {
    if (record.phase === "fencing")
      await verifyOwnAddress(held, opened.recovery, `Nothing was changed. See \`bin/deploy logs ${record.to}\`.`);
    return runFailover(held, opened, reach, record);
  });
  return {
    exit: EXIT.done,
    lines: [
      `${done.domain} is served by ${done.to} (${opened.recovery.stage.region}), and verified.`,
      "Resolvers use their old answer for up to 60 s, the TTL of alias records to API Gateway.",
      `Deployments of ${done.stage} are refused until \`bin/deploy dr failback ${done.stage}\`.`,
    ],
    data: { stage: done.stage, outcome: "failed-over", failover: done } satisfies FailoverDocument,
  };
}

/** The age of what users will see. */
function dataAge({ recovery }: FailoverSession, dataOf: number | null): string {
  const { name } = recovery.stage;
  if (dataOf === null) return `${name} was not restored from a backup set: it has no data of the stage.`;
  const old = age(Math.floor(Date.now() / 1_000) - dataOf);
  return `${name} has the data of ${new Date(dataOf * 1_000).toISOString()} (${old} ago); what was written later is merged by \`dr failback\`.`;
}

function planned(
  { source, recovery, domain }: FailoverSession,
  reach: Reachability,
  record: FailoverRecord,
): CommandResult {
  const { name, region } = source.stage;
  const fence =
    reach.kind === "reachable"
      ? `fence ${name} in ${region}: disable its event sources, reserve concurrency 0 for its functions`
      : `no fence: ${region} does not respond (${reach.why})`;
  const all = [
    { phase: "fencing", line: `verify ${recovery.stage.name} at its own address` },
    { phase: "fencing", line: fence },
    {
      phase: "switching",
      line: `set the health check ${record.healthCheck.id} to unhealthy: ${domain} leads to ${recovery.stage.name}`,
    },
    { phase: "verifying", line: `verify ${domain}: all endpoints of ${recovery.stage.name}` },
  ] as const;
  const order = ["fencing", "switching", "verifying"];
  const steps = all.filter(({ phase }) => order.indexOf(phase) >= order.indexOf(record.phase));
  return {
    exit: EXIT.done,
    lines: steps.map(({ line }) => line),
    data: { stage: name, to: recovery.stage.name, outcome: "planned", steps } satisfies RecoveryPlanDocument,
  };
}

async function undo(
  context: Context,
  opened: FailoverSession,
  reach: Reachability,
  record: FailoverRecord | null,
  options: CommandOptions,
): Promise<CommandResult> {
  const { name } = opened.source.stage;
  if (record === null) throw notFailedOver(name);
  const isInvolved = record.switchedAt !== null || record.sourceFence.kind === "applied";
  if (reach.kind === "unreachable" && isInvolved)
    throw new DeployError(
      "NOT_FAILED_OVER",
      `${opened.source.stage.region} does not respond (${reach.why}): users cannot return to it. Nothing was changed.`,
      `Repeat it when the region is back: \`bin/deploy dr failover ${name} --undo\`.`,
    );
  const lost =
    record.switchedAt === null
      ? ""
      : ` What was written to ${record.to} since ${new Date(record.switchedAt * 1_000).toISOString()} stays there; \`dr failback\` would copy it.`;
  if (options["dryRun"] === true)
    return {
      exit: EXIT.done,
      lines: [
        `remove the fence of ${name}`,
        `reset the health check ${record.healthCheck.id}: ${record.domain} leads to ${name}.${lost}`,
      ],
      data: { stage: name, outcome: "planned", failover: record } satisfies FailoverDocument,
    };
  if (lost !== "") context.terminal.warn(lost.trim());
  await approve(context, opened, options, `Return the users of ${name} without that data?`);
  await withLeases(context, opened, reach, `dr failover ${name} --undo`, () => undoFailover(opened, record));
  return {
    exit: EXIT.done,
    lines: [`${name} serves its users again within a minute.${lost}`],
    data: { stage: name, outcome: "undone", failover: record } satisfies FailoverDocument,
  };
}

export function notFailedOver(stage: string): DeployError {
  return new DeployError(
    "NOT_FAILED_OVER",
    `${stage} is not failed over. Nothing was changed.`,
    `See its state: \`bin/deploy status ${stage}\`.`,
  );
}

/** @throws DeployError DECLINED; APPROVAL_NEEDED where there is no terminal */
export async function approve(
  { terminal }: Context,
  { source }: FailoverSession,
  options: CommandOptions,
  question: string,
): Promise<void> {
  if (options["yes"] === true) return;
  const { name } = source.stage;
  if (!terminal.interactive)
    throw new DeployError(
      "APPROVAL_NEEDED",
      "This needs an approval, and there is no terminal to ask on. Nothing was changed.",
      "Look first: the same command with `--dry-run`. Then add `--yes`.",
    );
  if (!(await terminal.confirm(question)))
    throw new DeployError("DECLINED", "Nothing was changed.", `See the status: \`bin/deploy status ${name}\`.`);
}

/** Locks the recovery stage, and the source where it responds. @throws DeployError LEASE_HELD */
export async function withLeases<T>(
  context: Context,
  { source, recovery, who }: FailoverSession,
  reach: Reachability,
  command: string,
  work: (context: Context) => Promise<T>,
): Promise<T> {
  const request = { command, who, reason: null, note: context.terminal.warn, engine: ENGINE_PROCESS };
  const held: HeldLease[] = [];
  try {
    for (const session of reach.kind === "reachable" ? [recovery, source] : [recovery])
      held.push(await takeLease(session, request));
    return await work({ ...context, signal: AbortSignal.any([context.signal, ...held.map(({ signal }) => signal)]) });
  } finally {
    for (const lease of held) await lease.release();
  }
}
