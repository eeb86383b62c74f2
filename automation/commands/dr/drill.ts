import { missedObjectives, type DrillState } from "../../../model/failover/drill";
import type { BackupSet } from "../../../model/backup/set";
import { DeployError, EXIT } from "../../../model/errors";
import { presenceOf } from "../../../model/lock/leaseOwner";
import { servingRecord } from "../../../model/release/record";
import type { StageName } from "../../../model/stage/name";
import { readRecentRecords } from "../../aws/buckets/releases";
import { requireAccount } from "../../aws/account/identity";
import { openSetStore } from "../../backup/store/setStore";
import { readSet } from "../../backup/store/sets";
import { drillStage } from "../../drill/drillStage";
import { readDrill, reportKey } from "../../drill/drillStore";
import { removeAll, runDrill, type Drill } from "../../drill/runDrill";
import { summarizeState } from "../../engine/state/stateSummary";
import { assertNotFailedOver } from "../../lock/failedOver";
import { processIdentity, processStartTime } from "../../processIdentity";
import { openSession, type Session } from "../../session";
import { readStageState } from "../../state/stageState";
import { drillLines } from "../../ui/drill";
import { textOption, type CommandOptions, type CommandResult, type Context } from "../command";
import { planRestore } from "../../deployment/plans/restore";
import type { DeploymentResult } from "../../deployment/deployment";
import { runDeployment } from "../../deployment/run";
import { deployRequest } from "../deploymentCommand";
import { makeSet, planBackup, wayOf } from "./backup";
import { readKey } from "./restore";
import type { DrillDocument, DrillRemovedDocument, RecoveryPlanDocument } from "../../documents/recovery";

/** Restores a stage to its recovery stage as if its region were lost, measures, and removes everything. */
export async function drill(
  context: Context,
  stageName: string | undefined,
  options: CommandOptions,
): Promise<CommandResult> {
  const opened = await openDrill(context, stageName, options);
  const { source, recovery, store } = opened;
  const { name } = source.stage;
  await assertNotFailedOver(context, source);
  const abandoned = await readDrill(store);
  if (abandoned !== null) requireEnded(abandoned);
  const isRemoval = options["remove"] === true;
  if (abandoned === null && isRemoval)
    return {
      exit: EXIT.done,
      lines: [`No drill of ${name} is unfinished.`],
      data: { stage: name, removed: 0 } satisfies DrillRemovedDocument,
    };
  if (abandoned === null) await requireUnused(context, opened);
  if (options["dryRun"] === true) return planned(opened, abandoned, textOption(options, "from"));
  await approve(context, opened, options);
  if (abandoned !== null) {
    context.terminal.warn(
      `The drill ${String(abandoned.id)} was interrupted (${abandoned.phase}): removing what it left`,
    );
    const removed = await removeAll(context, opened, abandoned);
    if (isRemoval)
      return {
        exit: EXIT.done,
        lines: [`Removed ${String(removed)} resources.`],
        data: { stage: name, removed } satisfies DrillRemovedDocument,
      };
  }
  const report = await runDrill(context, opened);
  const key = `s3://${store.bucket}/${reportKey(name, report.id)}`;
  const lines = [...drillLines(report), `${recovery.stage.name} was removed. Report: ${key}`];
  if (report.error !== null)
    throw new DeployError(
      "VERIFICATION",
      [`The drill of ${name} failed: ${report.error.what}`, ...lines].join("\n"),
      `Fix it, then repeat the drill: \`bin/deploy dr drill ${name}\`.`,
      { details: { report } },
    );
  const missed = missedObjectives(report);
  if (missed.length > 0)
    throw new DeployError(
      "OBJECTIVE_MISSED",
      [`The drill of ${name} missed: ${missed.join("; ")}.`, ...lines].join("\n"),
      `Back up more often, or change the objectives in Pulumi.${name}.yaml (listbackup:recovery).`,
      { details: { report } },
    );
  return { exit: EXIT.done, lines, data: { stage: name, outcome: "passed", report } satisfies DrillDocument };
}

async function openDrill(context: Context, stageName: string | undefined, options: CommandOptions): Promise<Drill> {
  const source = await openSession(context, stageName);
  const store = openSetStore(source.stage, source.target);
  const { recovery: settings, name } = source.stage;
  const opened = await openSession(context, store.recoveryStage);
  const recovery = { ...opened, stage: drillStage(opened.stage) };
  const { arn } = await requireAccount(recovery.target);
  if (settings.kind === "off") throw new TypeError(`${name} has a store without recovery`);
  const from = textOption(options, "from");
  const way = wayOf(options);
  return {
    source,
    recovery,
    store,
    who: arn,
    objectives: settings.objectives,
    backUp: async (held) =>
      from === undefined ? makeSet(held, await planBackup(held, name), way) : readSet(store, setId(from)),
    restore: (held, set) => restoreSet(held, recovery, { source: name, set, options }),
  };
}

/** The restore of a drill: that of `dr restore`, of a stage with the settings of a drill. */
async function restoreSet(
  context: Context,
  session: Session,
  { source, set, options }: { readonly source: StageName; readonly set: BackupSet; readonly options: CommandOptions },
): Promise<DeploymentResult> {
  const reason = `drill of ${source}`;
  const request = { ...(await deployRequest(context, session.stage.name, { yes: true, reason })), verify: true };
  const retryCommand = `bin/deploy dr drill ${source}`;
  const key = await readKey(textOption(options, "identity"));
  const from = { kind: "id", id: set.id } as const;
  const plan = planRestore({ ...request, rollout: "allAtOnce" }, { source, from, key, command: () => retryCommand });
  return runDeployment({ context, session, request, retryCommand }, plan);
}

/** @throws DeployError USAGE */
function setId(text: string): number {
  if (/^[1-9]\d{8,10}$/.test(text)) return Number(text);
  throw new DeployError("USAGE", `--from "${text}" is not the id of a backup set.`, "List them: `bin/deploy dr list`.");
}

/** @throws DeployError RECOVERY_IN_USE where another process runs a drill */
function requireEnded({ id, stage, to, place }: DrillState): void {
  if (presenceOf(place, processIdentity(), processStartTime) !== "there") return;
  throw new DeployError(
    "RECOVERY_IN_USE",
    `A drill of ${stage} (${String(id)}) runs on ${to}: process ${String(place.pid)} of ${place.host}. Nothing was changed.`,
    "Wait until it has ended.",
  );
}

/** @throws DeployError RECOVERY_IN_USE: a drill would delete the stage */
async function requireUnused({ wiring }: Context, { recovery, source }: Drill): Promise<void> {
  const { name } = recovery.stage;
  const [records, state] = await Promise.all([
    readRecentRecords(recovery.target, recovery.stage),
    readStageState(wiring.root, recovery),
  ]);
  const serving = servingRecord(records);
  const { entries } = summarizeState(state);
  if (serving === null && entries === 0) return;
  const what = serving === null ? `${String(entries)} resources are deployed` : `release ${String(serving.id)} is live`;
  throw new DeployError(
    "RECOVERY_IN_USE",
    `${name} is in use: ${what}. A drill deploys it and deletes it. Nothing was changed.`,
    `If it is not needed, delete it first: \`bin/deploy destroy ${name}\`. What ${source.stage.name} would restore: \`bin/deploy dr list ${source.stage.name}\`.`,
  );
}

function planned({ source, recovery }: Drill, abandoned: DrillState | null, from: string | undefined): CommandResult {
  const [name, to] = [source.stage.name, recovery.stage.name];
  const lines = [
    ...(abandoned === null ? [] : [`remove what the drill ${String(abandoned.id)} left on ${to}`]),
    from === undefined ? `back up ${name}` : `use the set ${from}`,
    `restore it to ${to} in ${recovery.stage.region}, verify the API, compare the items with the set`,
    `compare recovery time and recovery point with the objectives of ${name}, and store the report`,
    `remove ${to} and the parameters that the restore created`,
  ];
  return {
    exit: EXIT.done,
    lines,
    data: { stage: name, to, outcome: "planned", steps: lines } satisfies RecoveryPlanDocument,
  };
}

/** @throws DeployError APPROVAL_NEEDED, DECLINED */
async function approve({ terminal }: Context, { source, recovery }: Drill, options: CommandOptions): Promise<void> {
  if (options["yes"] === true) return;
  const { name } = source.stage;
  if (!terminal.interactive)
    throw new DeployError(
      "APPROVAL_NEEDED",
      "A drill needs an approval, and there is no terminal to ask on. Nothing was changed.",
      `Look first: \`bin/deploy dr drill ${name} --dry-run\`. Then: \`bin/deploy dr drill ${name} --yes\`.`,
    );
  if (!(await terminal.confirm(`Deploy ${recovery.stage.name} with the data of ${name}, and delete it afterwards?`)))
    throw new DeployError("DECLINED", "Nothing was changed.", `See the status: \`bin/deploy status ${name}\`.`);
}
