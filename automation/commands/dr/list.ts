import { EXIT } from "../../../model/errors";
import { parseStageName, STAGES } from "../../../model/stage/name";
import { requireAccount } from "../../aws/account/identity";
import { listSets, type ListedSet } from "../../backup/listSets";
import { recoveryNights, type RecoveryNight } from "../../backup/recoveryPoints";
import { openSetStore } from "../../backup/store/setStore";
import { openSession } from "../../session";
import { nightLines, setLines } from "../../ui/backupSets";
import type { CommandResult, Context } from "../command";
import type { BackupSetsDocument } from "../../documents/recovery";

interface StageSets {
  readonly stage: string;
  readonly sets: readonly ListedSet[];
  /** Of AWS Backup. */
  readonly nights: readonly RecoveryNight[];
}

/**
 * Lists the backup sets of a stage, or of all stages that have a recovery stage. Calls the recovery region only, so it works
 * while the stage's own region does not respond.
 */
export async function list(context: Context, stageName: string | undefined): Promise<CommandResult> {
  const names = stageName === undefined ? STAGES : [parseStageName(stageName)];
  const all: StageSets[] = [];
  for (const name of names) {
    const { stage, target } = await openSession(context, name);
    if (stageName === undefined && stage.recoveryStage === undefined) continue;
    const store = openSetStore(stage, target);
    await requireAccount(store.target);
    const [sets, nights] = await Promise.all([listSets(store), recoveryNights(store, stage.short)]);
    all.push({ stage: name, sets, nights });
  }
  const now = Math.floor(Date.now() / 1000);
  return {
    exit: EXIT.done,
    lines: all.flatMap(({ stage, sets, nights }) => [
      ...setLines(stage, sets, now, context.terminal.colors),
      ...nightLines(nights, now, context.terminal.colors),
    ]),
    data: {
      stages: all.map(({ stage, sets, nights }) => ({
        stage,
        nights,
        sets: sets.map((set) => ({ ...set, ageSeconds: now - set.id })),
      })),
    } satisfies BackupSetsDocument,
  };
}
