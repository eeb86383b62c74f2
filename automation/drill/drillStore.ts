import { drillReportSchema, drillStateSchema, type DrillReport, type DrillState } from "../../model/failover/drill";
import { DeployError } from "../../model/errors";
import type { StageName } from "../../model/stage/name";
import { putBytes } from "../backup/store/files";
import { readText } from "../backup/store/storedText";
import type { SetStore } from "../backup/store/setStore";

const stateKey = (stage: StageName): string => `drills/${stage}.json`;

/** Key of a report in the backups bucket. */
export function reportKey(stage: StageName, id: number): string {
  return `drills/${stage}/${String(id)}.json`;
}

/** The drill that runs or was interrupted; null: none. @throws DeployError RECOVERY_IN_USE where it cannot be read */
export async function readDrill(store: SetStore): Promise<DrillState | null> {
  const text = await readText(store, stateKey(store.stage));
  if (text === null) return null;
  try {
    const state = drillStateSchema.parse(JSON.parse(text));
    return state.phase === "removed" ? null : state;
  } catch (cause) {
    throw new DeployError(
      "RECOVERY_IN_USE",
      `The state of a drill of ${store.stage} cannot be read, so what it left is unknown. Nothing was changed.`,
      `Look at s3://${store.bucket}/${stateKey(store.stage)}: a newer version of this program may have written it.`,
      { cause },
    );
  }
}

export async function writeDrill(store: SetStore, state: DrillState): Promise<void> {
  await putBytes(store, stateKey(store.stage), Buffer.from(JSON.stringify(drillStateSchema.parse(state))));
}

export async function writeReport(store: SetStore, report: DrillReport): Promise<void> {
  const key = reportKey(report.stage, report.id);
  await putBytes(store, key, Buffer.from(JSON.stringify(drillReportSchema.parse(report))));
}
