import { BACKUP_WAYS, type BackupSet, type BackupWay } from "../../../model/backup/set";
import { exportPlan, type ExportPlan } from "../../../model/backup/exportPlan";
import { DeployError, EXIT } from "../../../model/errors";
import { requireKnownNames } from "../../../model/knownNames";
import { backUp, releaseToBackUp, type BackupTask } from "../../backup/backUp";
import { ProgressCounter } from "../../backup/backupProgress";
import { openSetStore } from "../../backup/store/setStore";
import { tableFacts } from "../../backup/ways/tableFacts";
import { openSession, openStage } from "../../session";
import { backupLines, backupWarnings, estimateLines, progressLine } from "../../ui/backup";
import { textOption, type CommandOptions, type CommandResult, type Context } from "../command";
import type { BackupDocument, BackupPlanDocument } from "../../documents/recovery";

/** Of progress on a terminal, and in a log. */
const REDRAW_MS = 250;
const NOTE_MS = 30_000;

/** Makes a backup set now. */
export async function backup(
  context: Context,
  stageName: string | undefined,
  options: CommandOptions,
): Promise<CommandResult> {
  const way = wayOf(options);
  const planned = await planBackup(context, stageName, readUnitsOf(options));
  const { session, store, plans } = planned;
  const stage = session.stage.name;
  if (options["dryRun"] === true)
    return {
      exit: EXIT.done,
      lines: estimateLines(stage, way, plans),
      data: { stage, outcome: "planned", way, tables: plans } satisfies BackupPlanDocument,
    };
  const set = await makeSet(context, planned, way);
  return {
    exit: EXIT.done,
    lines: [
      ...backupLines(set, store),
      `Restore it: \`bin/deploy dr restore ${stage} --from ${String(set.id)} --to ${store.recoveryStage}\``,
    ],
    data: { stage, outcome: "complete", bucket: store.bucket, set } satisfies BackupDocument,
  };
}

/** A backup that can begin. */
export type PlannedBackup = Pick<BackupTask, "session" | "store" | "record" | "plans">;

/** @param unitsPerSecond of each table; null: the default @throws DeployError RECOVERY_OFF, RELEASE_UNKNOWN, PREFLIGHT */
export async function planBackup(
  context: Context,
  stageName: string | undefined,
  unitsPerSecond: number | null = null,
): Promise<PlannedBackup> {
  const { stage: configured, target: ownTarget } = await openSession(context, stageName);
  // Before the first call: a stage without recovery has nowhere to back up to.
  const store = openSetStore(configured, ownTarget);
  const session = await openStage(context, stageName);
  const record = await releaseToBackUp(session);
  const facts = await tableFacts(session, record.release.catalog);
  return { session, store, record, plans: facts.map((one) => exportPlan(one, unitsPerSecond)) };
}

/** Makes a set, and shows estimate, progress and warnings. */
export async function makeSet(context: Context, planned: PlannedBackup, way: BackupWay): Promise<BackupSet> {
  const { wiring, terminal, signal } = context;
  const { session, plans } = planned;
  for (const line of estimateLines(session.stage.name, way, plans)) terminal.note(line);
  const progress = showProgress(context, plans);
  const set = await backUp({
    ...{ ...planned, way, signal, root: wiring.root, program: wiring.version },
    report: progress.report,
    created: (id) => {
      terminal.note(`Backup set ${String(id)} begins`);
    },
    step: progress.step,
    now: () => Math.floor(Date.now() / 1000),
  }).finally(progress.end);
  for (const line of backupWarnings(set)) terminal.warn(`Warning: ${line}`);
  return set;
}

interface ShownProgress {
  readonly report: Parameters<typeof backUp>[0]["report"];
  readonly step: (name: string) => void;
  readonly end: () => void;
}

/** Redraws on a terminal; in a log, a line every half minute. */
function showProgress({ terminal }: Context, plans: readonly ExportPlan[]): ShownProgress {
  const counter = new ProgressCounter(
    plans.reduce((sum, { facts }) => sum + facts.items, 0),
    Date.now(),
  );
  let last = Date.now();
  return {
    report: (progress) => {
      counter.add(progress);
      const now = Date.now();
      if (now - last < (terminal.live ? REDRAW_MS : NOTE_MS)) return;
      last = now;
      const line = progressLine(counter.at(now));
      if (terminal.live) terminal.draw([line]);
      else terminal.note(line);
    },
    step: (name) => {
      terminal.detail(`Backing up: ${name}`);
      if (name !== "tables") terminal.draw([`Backing up: ${name}`]);
    },
    end: () => {
      terminal.draw([]);
    },
  };
}

export function wayOf(options: CommandOptions): BackupWay {
  const text = textOption(options, "way") ?? "logical";
  requireKnownNames("way", [text], BACKUP_WAYS);
  return text as BackupWay;
}

/** @throws DeployError USAGE */
function readUnitsOf(options: CommandOptions): number | null {
  const text = textOption(options, "readUnits");
  if (text === undefined) return null;
  if (/^[1-9]\d{0,6}$/.test(text)) return Number(text);
  throw new DeployError(
    "USAGE",
    `--read-units is "${text}": it is the number of read units per second that the backup may use of each table.`,
    "Give a whole number, such as --read-units 500, or leave it out.",
  );
}
