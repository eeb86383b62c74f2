import { sumOfMerges } from "../../../model/backup/merge";
import type { FailoverRecord } from "../../../model/failover/record";
import { DeployError, EXIT } from "../../../model/errors";
import { readRecentRecords } from "../../aws/buckets/releases";
import { openSetStore } from "../../backup/store/setStore";
import { conflictsPrefix } from "../../failback/tables";
import { restoreOf } from "../../failback/failbackTask";
import { runFailback, type FailbackResult } from "../../failback/runFailback";
import { readFailover } from "../../failover/failoverRecord";
import { openFailover, reachabilityOf, type FailoverSession } from "../../failover/failoverSession";
import { describeFailover, failoverRemedy } from "../../lock/failedOver";
import { servingReleaseOf } from "../../records/servingRelease";
import { count } from "../../ui/duration";
import type { CommandOptions, CommandResult, Context } from "../command";
import { makeSet, planBackup } from "./backup";
import { approve, notFailedOver, withLeases } from "./failover";
import type { FailbackDocument, RecoveryPlanDocument } from "../../documents/recovery";

/** Brings the users of a stage home, with what was written meanwhile. */
export async function failback(
  context: Context,
  stageName: string | undefined,
  options: CommandOptions,
): Promise<CommandResult> {
  const opened = await openFailover(context, stageName);
  const { source, recovery, store } = opened;
  const { name } = source.stage;
  const record = await readFailover(store);
  if (record === null) throw notFailedOver(name);
  requireSwitched(record);
  // Before the first change: the recovery stage has somewhere to be backed up to.
  openSetStore(recovery.stage, recovery.target);
  const reach = await reachabilityOf(source, false, context.signal);
  if (reach.kind === "unreachable")
    throw new DeployError(
      "FAILED_OVER",
      `${source.stage.region} does not respond (${reach.why}): ${name} stays failed over. Nothing was changed.`,
      `Repeat it when the region is back: \`bin/deploy dr failback ${name}\`.`,
    );
  const restored = await restoreOf(opened);
  const serving = servingReleaseOf(await readRecentRecords(source.target, source.stage), name);
  if (options["dryRun"] === true) return planned(opened, record, restored.origin.set);
  if (record.phase === "returning") context.terminal.note(`${describeFailover(record)}: going on`);
  await approve(
    context,
    opened,
    options,
    `Stop the API of ${name}, merge the data of ${record.to} into it, and return?`,
  );
  const result = await withLeases(context, opened, reach, `dr failback ${name}`, (held) =>
    runFailback(
      held,
      {
        failover: opened,
        restored,
        serving,
        backUpRecovery: async (within) => makeSet(within, await planBackup(within, record.to), "logical"),
      },
      record,
    ),
  );
  return { exit: EXIT.done, lines: resultLines(opened, result), data: resultData(opened, result) };
}

/** @throws DeployError NOT_FAILED_OVER where no user has moved yet */
function requireSwitched(record: FailoverRecord): void {
  if (record.switchedAt !== null) return;
  throw new DeployError("NOT_FAILED_OVER", `${describeFailover(record)}. Nothing was changed.`, failoverRemedy(record));
}

function planned({ source, recovery }: FailoverSession, record: FailoverRecord, set: number): CommandResult {
  const [name, to] = [source.stage.name, recovery.stage.name];
  const done = Object.keys(record.failback?.tables ?? {}).length;
  const lines = [
    `fence ${name} and ${to}: the API does not serve until the data is merged`,
    record.failback === null ? `back up ${to}` : `use the set ${String(record.failback.set)} of ${to}`,
    `create the users at home that signed up on ${to}`,
    `merge each table: changes of ${to} since set ${String(set)}, also where ${name} changed the same item, which is saved${done === 0 ? "" : `; ${count(done, "table")} are merged already`}`,
    `copy the objects that were written to ${to}`,
    `start and verify ${name}, return ${record.domain} to it, verify it by that name`,
    `start ${to} again, which serves no user`,
  ];
  return {
    exit: EXIT.done,
    lines,
    data: { stage: name, to, outcome: "planned", steps: lines } satisfies RecoveryPlanDocument,
  };
}

/** What is not covered: also in docs/disaster-recovery.md. */
const NOT_COVERED =
  "Not copied: passwords and MFA of users who signed up meanwhile, changed attributes and deletions of users, deletions of objects, messages in queues, parameters.";

function resultLines({ store }: FailoverSession, result: FailbackResult): readonly string[] {
  const { record, tables, missingTables, objects } = result;
  const { written, deleted, conflicts } = sumOfMerges(Object.values(tables));
  return [
    `${record.domain} is served by ${record.stage} again, and verified.`,
    `Merged ${count(Object.keys(tables).length, "table")}: ${count(written, "item")} written, ${String(deleted)} deleted; ${count(objects, "object")} copied.`,
    ...(conflicts === 0
      ? []
      : [
          `${count(conflicts, "item")} were changed on both stages: those of ${record.to} were taken, those of ${record.stage} are in s3://${store.bucket}/${conflictsPrefix(result)}`,
        ]),
    ...(missingTables.length === 0
      ? []
      : [
          `${record.stage} does not have ${missingTables.join(", ")}: their items are in set ${String(record.failback?.set)} of ${record.to}.`,
        ]),
    NOT_COVERED,
    `The data of ${record.to} is old from now on: delete the stage, \`bin/deploy destroy ${record.to}\`, before the next restore.`,
  ];
}

function resultData({ store }: FailoverSession, result: FailbackResult): FailbackDocument {
  const { record, tables, missingTables, objects } = result;
  return {
    stage: record.stage,
    outcome: "returned",
    tables,
    conflicts: { bucket: store.bucket, prefix: conflictsPrefix(result) },
    missingTables,
    objects,
  };
}
