import type { ReleaseRecord } from "../../model/release/record";
import type { StageName } from "../../model/stage/name";
import type { DriftCheck } from "../../model/release/driftCheck";
import { readDriftCheck } from "../aws/buckets/driftChecks";
import { readHistory } from "../aws/buckets/releases";
import type { Context } from "../commands/command";
import { openSession } from "../session";
import { readStageStatus } from "../status/readStageStatus";
import type { StageStatus } from "../status/stageStatus";

/** A stage as the page of all stages shows it. */
export interface StageOverview {
  readonly status: StageStatus;
  /** The newest deployments, newest first; empty where the stage cannot be reached. */
  readonly recent: readonly ReleaseRecord[];
  /** The last comparison with AWS; null: none is recorded, or the stage cannot be reached. */
  readonly drift: DriftCheck | null;
}

/** Deployments that the page shows per stage. */
const RECENT = 12;

/** Reads all stages at the same time; one that cannot be reached is shown as such. @throws DeployError EMULATOR_NOT_RUNNING */
export async function readStages(context: Context, names: readonly StageName[]): Promise<readonly StageOverview[]> {
  return Promise.all(
    names.map(async (name) => {
      const status = await readStageStatus(context, name);
      const isReachable = status.kind === "deployed" || status.kind === "state-missing";
      return { status, ...(isReachable ? await readRecorded(context, name) : { recent: [], drift: null }) };
    }),
  );
}

async function readRecorded(context: Context, name: StageName): Promise<Omit<StageOverview, "status">> {
  const { target, stage } = await openSession(context, name);
  const [{ records }, drift] = await Promise.all([readHistory(target, stage, RECENT), readDriftCheck(target, stage)]);
  return { recent: records, drift };
}
