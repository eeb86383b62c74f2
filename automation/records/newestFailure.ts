import { isFailure } from "../../model/release/event";
import type { Outcome, ReleaseRecord } from "../../model/release/record";
import type { Session } from "../session";

const FAILED: readonly Outcome[] = ["failed", "rolled-back"];
const RUNNING: readonly Outcome[] = ["deploying", "testing", "rolling-back"];

/**
 * The newest failed deployment, or a running one in which something has failed. An automatic rollback belongs to the
 * deployment before it: that one is returned.
 * @param records newest first
 * @param hasFailures whether something has failed in a running deployment
 */
export async function newestFailure(
  records: readonly ReleaseRecord[],
  hasFailures: (release: number) => Promise<boolean>,
): Promise<ReleaseRecord | null> {
  for (const [index, record] of records.entries()) {
    const { id, outcome, origin } = record;
    const before = records[index + 1];
    const isPartOf =
      origin.kind === "rollback" && origin.automatic && before !== undefined && !hasSucceeded(before) && before.id < id;
    if (isPartOf) continue;
    if (FAILED.includes(outcome) || (RUNNING.includes(outcome) && (await hasFailures(id)))) return record;
  }
  return null;
}

function hasSucceeded({ outcome }: ReleaseRecord): boolean {
  return !FAILED.includes(outcome) && !RUNNING.includes(outcome);
}

/** Records that are searched for a failure. */
const MAX_RECORDS = 50;

/** @returns null where none of the last deployments failed */
export async function newestFailureOn({ target, stage }: Session): Promise<ReleaseRecord | null> {
  const { readHistory } = await import("../aws/buckets/releases");
  const { readEvents } = await import("../aws/buckets/deploymentEvents");
  const { records } = await readHistory(target, stage, MAX_RECORDS);
  return newestFailure(records, async (release) =>
    (await readEvents(target, { stage, release }, 0)).events.some(isFailure),
  );
}
