import { MAX_RECORDED_DRIFTS, type DriftCheck } from "../../model/release/driftCheck";
import { servingRecord } from "../../model/release/record";
import { writeDriftCheck } from "../aws/buckets/driftChecks";
import { readRecordsSinceLive } from "../aws/buckets/releases";
import type { DriftReport } from "../engine/changes/drift";
import type { Session } from "../session";

/**
 * Records the result of a comparison with AWS. A failed write fails nothing: roles that only read have no permission to write.
 * @param taken whether the drift is in the state now
 */
export async function recordDriftCheck(
  { target, stage }: Session,
  { drifts, checked }: DriftReport,
  taken: boolean,
  warn: (line: string) => void,
): Promise<void> {
  try {
    const live = servingRecord(await readRecordsSinceLive(target, stage));
    const check: DriftCheck = {
      schema: 1,
      at: Math.floor(Date.now() / 1_000),
      release: live?.id ?? null,
      checked,
      drifted: drifts.length,
      drifts: drifts.slice(0, MAX_RECORDED_DRIFTS).map((drift) => ({ ...drift })),
      taken,
    };
    await writeDriftCheck(target, stage, check);
  } catch (error) {
    warn(`The drift check could not be recorded: reports show the one before. ${(error as Error).message}`);
  }
}
