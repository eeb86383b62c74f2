import type { ExportPlan } from "../../model/backup/exportPlan";
import type { BackupSet, BackupWay, TableCopy } from "../../model/backup/set";
import { SET_FILES, setPrefix } from "../../model/backup/setKeys";
import { laterDeployments, releaseOfSet } from "../../model/backup/setRelease";
import { DeployError } from "../../model/errors";
import type { ReleaseRecord } from "../../model/release/record";
import type { RecoverySettings } from "../../model/stage/recovery";
import { readRecentRecords } from "../aws/buckets/releases";
import type { OpenedStage } from "../session";
import { copyReleaseArtifacts } from "./contents/artifacts";
import { bucketCopies } from "./contents/bucketCopies";
import { readParameterCopies } from "./contents/parameters";
import { exportSource } from "./contents/sourceBundle";
import { exportState } from "./contents/stateCopy";
import { exportUsers } from "./contents/users";
import { writeParameters } from "./encryption/parameterFile";
import { writeSetRecord } from "./setRecord";
import { createSet, writeManifest } from "./store/sets";
import type { SetStore } from "./store/setStore";
import { exportTables, type TableProgress } from "./ways/logical";
import { backUpTables } from "./ways/native";

/** What a set is made of, and how. */
export interface BackupTask {
  readonly session: OpenedStage;
  readonly store: SetStore;
  readonly way: BackupWay;
  readonly plans: readonly ExportPlan[];
  readonly record: ReleaseRecord;
  /** The project's folder. */
  readonly root: string;
  /** Version of this program. */
  readonly program: string;
  readonly signal: AbortSignal;
  readonly report: (progress: TableProgress) => void;
  /** The set has its id. */
  readonly created: (id: number) => void;
  /** A step that begins: `users`. */
  readonly step: (name: string) => void;
  /** Unix seconds */
  readonly now: () => number;
}

/** @throws DeployError RELEASE_UNKNOWN */
export async function releaseToBackUp({ target, stage }: OpenedStage): Promise<ReleaseRecord> {
  const record = releaseOfSet(await readRecentRecords(target, stage));
  if (record !== null) return record;
  throw new DeployError(
    "RELEASE_UNKNOWN",
    `No release of ${stage.name} has succeeded, so there is nothing to back up.`,
    `Deploy it first: \`bin/deploy up ${stage.name}\`.`,
  );
}

/**
 * Makes a backup set. It takes no lease, because a backup must be possible while a deployment runs, or is stuck. What an
 * interrupted one has written stays as an incomplete set, which `prune` deletes.
 * @throws DeployError CANCELLED
 */
export async function backUp(task: BackupTask): Promise<BackupSet> {
  const { session, store, way, record, program, signal } = task;
  const who = session.caller.arn;
  const started = { schema: 1, id: task.now(), stage: session.stage.name, way, program, who } as const;
  const id = await createSet(store, started);
  task.created(id);
  try {
    const set = await contentsOf(task, id, started.id);
    signal.throwIfAborted();
    await writeManifest(store, set);
    return set;
  } catch (error) {
    throw signal.aborted ? cancelled(id, session.stage.name, record.id) : error;
  }
}

async function contentsOf(task: BackupTask, id: number, startedAt: number): Promise<BackupSet> {
  const { session, store, way, record, root, signal, step } = task;
  const { stage } = session;
  const { release } = record;
  const prefix = setPrefix(stage.name, id);
  const recordFile = await writeSetRecord(store, prefix + SET_FILES.record, record);
  // What fails within seconds comes before what takes hours.
  step("parameters");
  const copies = await readParameterCopies(session, release.catalog);
  const parameters = await writeParameters(store, id, copies, recoveryOf(stage.recovery).parameters);
  step("artifacts and source");
  const artifacts = await copyReleaseArtifacts(session, store, release);
  const state = await exportState(session, store, prefix, root);
  const source = await exportSource(store, prefix, root, release);
  step("tables");
  const tables = await tableCopies(task, id);
  // Close to the tables, which have the users' ids.
  step("users");
  const users = await exportUsers(session, store, prefix, signal);
  step("buckets");
  const buckets = await bucketCopies(session, store, release.catalog, signal);
  return {
    ...{ schema: 1, id, stage: stage.name, account: stage.account, region: stage.region, way },
    startedAt,
    endedAt: task.now(),
    release: { id: record.id, commit: release.source.commit, record: recordFile },
    unfinished: [...laterDeployments(await readRecentRecords(session.target, stage), record)],
    ...{
      artifacts: [...artifacts],
      state,
      source: [...source],
      tables: [...tables],
      buckets: [...buckets],
      users,
      parameters,
    },
    program: task.program,
    who: session.caller.arn,
  };
}

async function tableCopies(task: BackupTask, id: number): Promise<readonly TableCopy[]> {
  const { session, store, plans, signal, report } = task;
  const { stage, target } = session;
  const exportTask = { target, store, prefix: setPrefix(stage.name, id), signal, report };
  switch (task.way) {
    case "logical":
      return exportTables(exportTask, plans);
    case "native": {
      const { retentionDays } = recoveryOf(stage.recovery);
      const tables = plans.map(({ facts }) => facts);
      return backUpTables({ ...exportTask, id, short: stage.short, retentionDays }, tables);
    }
  }
}

/** Settings of a stage with a recovery stage. */
function recoveryOf(recovery: RecoverySettings): Extract<RecoverySettings, { readonly kind: "on" }> {
  if (recovery.kind === "on") return recovery;
  throw new DeployError("INTERNAL", "A stage without recovery has a store.", "This is a bug in the tool: report it.");
}

function cancelled(id: number, stage: string, release: number): DeployError {
  return new DeployError(
    "CANCELLED",
    `Cancelled. The set ${String(id)} of release ${String(release)} is incomplete and cannot be restored; nothing else was changed.`,
    `Start again: \`bin/deploy dr backup ${stage}\`. \`bin/deploy prune ${stage}\` deletes incomplete sets.`,
  );
}
