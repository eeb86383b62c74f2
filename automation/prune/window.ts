import type { DeployError } from "../../model/errors";
import { keptReleases } from "../../model/release/retention";
import type { ReleaseRecord } from "../../model/release/record";
import type { Stage } from "../../model/stage/stage";
import { readHistory, readRecord, releaseIds, requireReadable, type UnreadableRecord } from "../aws/buckets/releases";
import type { AwsTarget } from "../aws/target";

/** The releases of a stage that stay, and those that do not. */
export interface ReleaseWindow {
  readonly keptRecords: readonly ReleaseRecord[];
  /** Ids, newest first. */
  readonly old: readonly number[];
  /** Records that stay because they cannot be read, newest first: what they need is not known. */
  readonly unreadable: readonly UnreadableRecord[];
}

/** Records that are read at a time. */
const PAGE = 40;

/**
 * Reads a stage's records, the newest first, until its window is complete: older records are not read.
 * @param now Unix seconds
 * @throws DeployError RELEASE_INVALID where a record within the window cannot be read
 */
export async function releaseWindow(target: AwsTarget, stage: Stage, now: number): Promise<ReleaseWindow> {
  const ids = await releaseIds(target, stage);
  for (let limit = PAGE; ; limit *= 2) {
    const history = await readHistory(target, stage, limit);
    const { records } = history;
    const isAll = limit >= ids.length;
    if (!isAll && !isComplete(records, stage, now)) continue;
    const keptIds = keptReleases(records, stage.retention, now);
    requireReadable(history, Math.min(...keptIds, Infinity));
    const keptRecords = await withUnread(
      target,
      stage,
      records,
      ids.filter((id) => keptIds.has(id)),
    );
    const unreadable = new Set(history.unreadable.map(({ id }) => id));
    const old = ids.filter((id) => !keptIds.has(id) && !unreadable.has(id));
    return { keptRecords, old, unreadable: history.unreadable };
  }
}

/** Whether no older record can belong to the window. */
function isComplete(records: readonly ReleaseRecord[], { retention }: Stage, now: number): boolean {
  const successful = records.filter(({ outcome }) => outcome === "succeeded");
  const oldest = records.at(-1)?.id ?? now;
  return successful.length >= retention.releases && oldest < now - retention.days * 86_400;
}

/** Targets of kept rollbacks can be older than what was read. */
async function withUnread(
  target: AwsTarget,
  stage: Stage,
  read: readonly ReleaseRecord[],
  ids: readonly number[],
): Promise<readonly ReleaseRecord[]> {
  const known = new Map(read.map((record) => [record.id, record]));
  return Promise.all(ids.map(async (id) => known.get(id) ?? (await readRecord(target, stage, id))));
}

/** Every record of a stage. @returns the error where one of them cannot be read: what it needs is not known */
export async function allRecords(target: AwsTarget, stage: Stage): Promise<readonly ReleaseRecord[] | DeployError> {
  const { records, unreadable } = await readHistory(target, stage, Infinity);
  return unreadable[0]?.error ?? records;
}
