import type { ParameterCopies } from "../../../model/backup/parameterCopies";
import type { BackupSet } from "../../../model/backup/set";
import { DeployError } from "../../../model/errors";
import { NAMES } from "../../../model/names";
import { servingRecord, type ReleaseRecord } from "../../../model/release/record";
import { lastRestore, restoreId } from "../../../model/release/unfinishedRestore";
import { recoveryStageName } from "../../../model/stage/recoveryStage";
import type { Stage } from "../../../model/stage/stage";
import { existingTables } from "../../aws/data/existingTables";
import type { SetStore } from "../../backup/store/setStore";
import type { RestoreRequest, WantedSet } from "../../restore/request";
import { parametersMissing } from "../../preflight/checks/requirements";
import { readStage } from "../../session";
import { count } from "../../ui/duration";
import { isoOf } from "../../../model/isoTime";
import { age, describeSource } from "../../ui/releases";
import type { Deployment } from "../deployment";
import type { UpRequest } from "../request";
import { restoreUnfinished } from "../preconditions/unfinishedRestore";
import type { Step, StepEnd } from "../step";
import { refuseAbsentHandlers } from "./fetch";

export function backupSetStep(request: RestoreRequest): Step<never, "release"> {
  const { source, from } = request;
  const which = from.kind === "id" ? `the set ${String(from.id)}` : `the newest set until ${isoOf(from.time)}`;
  return {
    kind: "backup-set",
    params: { source, from },
    description: `check ${which} of ${source}, and that the stage is empty; copy its artifacts`,
    run: (deployment) => selectSet(deployment, request),
  };
}

/** Checks a set, and the stage that it is restored to. Only artifacts are copied. */
async function selectSet(deployment: Deployment, request: RestoreRequest): Promise<StepEnd<"release">> {
  const { context, session } = deployment;
  const { stage, target } = session;
  const source = await readStage(context.wiring.root, request.source);
  acceptRestore(source, deployment.request, deployment.retryCommand);
  const store = await openStore(deployment, source);
  const set = await chosenSet(store, request.from);
  // A repeated command must not take a newer set.
  deployment.retryCommand = request.command(set.id);
  refuseForeignRegion(stage, set);
  const { readRecentRecords } = await import("../../aws/buckets/releases");
  const begun = requireEmptyStage(stage, await readRecentRecords(target, stage), set);
  const { readSetRecord } = await import("../../backup/setRecord");
  const { verifySet } = await import("../../backup/store/verifySet");
  const record = await readSetRecord(store, set);
  await verifySet(store, set);
  if (begun === null) await refuseExistingTables(deployment, set);
  refuseAbsentHandlers(stage, record);
  const { readParameters } = await import("../../backup/encryption/parameterFile");
  const copies = await readParameters(store, set, request.key);
  await requireParameters(deployment, record, copies);
  noteSet(deployment, set, record);
  await copyArtifactsOf(deployment, store, record);
  deployment.origin = { kind: "restore", stage: set.stage, id: record.id, set: set.id, way: set.way, begun };
  deployment.restoring = { store, set, record, copies };
  deployment.checklist = record.checklist;
  return { kind: "done", gives: { release: record.release } };
}

/** Data of a stage belongs on the stage itself and its recovery stage; elsewhere it has to be asked for. @throws DeployError SOURCE_REFUSED */
export function acceptRestore(source: Stage, { stage, overrides }: UpRequest, command: string): void {
  if ([source.name, recoveryStageName(source)].includes(stage) || overrides.includes("source")) return;
  throw new DeployError(
    "SOURCE_REFUSED",
    `${source.name} is restored to ${recoveryStageName(source) ?? "no stage"}, and not to ${stage}, which would get its users and data. Nothing was changed.`,
    `To restore it there anyway (recorded): \`${command} --override source --reason <why>\`.`,
  );
}

async function openStore({ session }: Deployment, source: Stage): Promise<SetStore> {
  const { openSetStore } = await import("../../backup/store/setStore");
  return openSetStore(source, session.target);
}

/** @throws DeployError SET_UNKNOWN, SET_INCOMPLETE, SET_ALTERED */
async function chosenSet(store: SetStore, from: WantedSet): Promise<BackupSet> {
  const { readSet } = await import("../../backup/store/sets");
  const { newestCompleteSet } = await import("../../backup/listSets");
  return from.kind === "id" ? readSet(store, from.id) : newestCompleteSet(store, from.time);
}

/**
 * Refuses a stage with a release or another restore.
 * @returns the id of the restore that this one continues; null: it is the first
 * @throws DeployError RESTORE_TARGET, RESTORE_UNFINISHED
 */
function requireEmptyStage(stage: Stage, records: readonly ReleaseRecord[], set: BackupSet): number | null {
  const last = lastRestore(records);
  const isSame = last !== null && last.origin.stage === set.stage && last.origin.set === set.id;
  if (isSame) return restoreId(last);
  if (last !== null) throw restoreUnfinished(stage.name, last);
  const serving = servingRecord(records);
  if (serving === null) return null;
  throw new DeployError(
    "RESTORE_TARGET",
    `Release ${String(serving.id)} is live on ${stage.name}: a restore creates a stage. Nothing was changed.`,
    `Keep the release: \`bin/deploy status ${stage.name}\`. Or remove the stage with its data, and restore then: \`bin/deploy destroy ${stage.name}\`.`,
  );
}

/** @throws DeployError RESTORE_TARGET */
function refuseForeignRegion(stage: Stage, { id, account, region, tables }: BackupSet): void {
  const isOwn = account === stage.account && region === stage.region;
  if (isOwn || !tables.some(({ native }) => native?.kind === "dynamodb")) return;
  throw new DeployError(
    "RESTORE_TARGET",
    `The set ${String(id)} has DynamoDB's own backups, which are restored in account ${account} and ${region} only; ${stage.name} is in account ${stage.account} and ${stage.region}. Nothing was changed.`,
    "Use a logical set, or one of AWS Backup, whose recovery points are copied to the recovery region.",
  );
}

/** @throws DeployError RESTORE_TARGET with all tables that exist: a restore would overwrite their items */
async function refuseExistingTables({ session }: Deployment, set: BackupSet): Promise<void> {
  const { stage, target } = session;
  const wanted = set.tables.map(({ name }) => NAMES.table.of(stage, name));
  const found = await existingTables(target, wanted);
  if (found.length === 0) return;
  throw new DeployError(
    "RESTORE_TARGET",
    `${count(found.length, "table")} of ${stage.name} exist already: ${found.join(", ")}. Nothing was changed.`,
    `If they are not needed, delete them: \`aws dynamodb delete-table --region ${stage.region} --table-name <name>\`.`,
  );
}

/** Before the approval: the set may lack parameters that were created after it. @throws DeployError PARAMETERS_MISSING */
async function requireParameters(
  { session: { stage, target } }: Deployment,
  { release }: ReleaseRecord,
  copies: ParameterCopies,
): Promise<void> {
  const { checkSecrets } = await import("../../secrets/check");
  const { restoredParameters } = await import("../../restore/parameters");
  const { missingRequired } = await checkSecrets(target, stage, release.catalog);
  const copied = new Set(restoredParameters(copies, stage, release.catalog).map(({ name }) => name));
  const missing = missingRequired.filter((name) => !copied.has(name));
  if (missing.length > 0) throw parametersMissing(stage.name, missing);
}

function noteSet({ context }: Deployment, set: BackupSet, record: ReleaseRecord): void {
  const old = age(Math.floor(Date.now() / 1_000) - set.startedAt);
  context.terminal.note(
    `Restoring set ${String(set.id)} of ${set.stage}: ${set.way}, ${old} old, release ${String(record.id)}, ${describeSource(record)}`,
  );
}

async function copyArtifactsOf(
  { context, session }: Deployment,
  store: SetStore,
  record: ReleaseRecord,
): Promise<void> {
  const { copyArtifacts } = await import("../../aws/buckets/artifactCopies");
  const { target, stage } = session;
  const from = { bucket: store.bucket, target: store.target };
  await copyArtifacts(target, { from, to: stage, release: record.release }, (line) => {
    context.terminal.note(line);
  });
}
