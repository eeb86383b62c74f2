import type { CheckCleanup, CheckRow } from "../../../model/catalog/schema/checks";
import { NAMES } from "../../../model/names";
import { clientConfig } from "../../aws/target";
import { sendStep } from "../requests/step";
import type { Subject } from "../subject";
import { mayExistUnnamed, type CleanupTracker } from "./cleanupTracker";
import { fill, isFillable } from "../requests/variables";
import { errorVerdict } from "../verdict";
import { ownValue } from "../../../model/ownValue";

/** For each part of a check's cleanup. */
export const CLEANUP_TIMEOUT_MS = 20_000;

/**
 * Deletes what a check has created.
 * @returns a sentence for each part that still exists, or may
 */
export async function cleanUp(
  subject: Subject,
  cleanups: readonly CheckCleanup[],
  tracker: CleanupTracker,
): Promise<readonly string[]> {
  const left: string[] = [];
  for (const cleanup of cleanups) {
    const sentence =
      "row" in cleanup
        ? await deleteRow(subject, cleanup.row, tracker)
        : await sendCleanupRequest(subject, cleanup, tracker);
    if (sentence !== null) left.push(sentence);
  }
  return left;
}

async function sendCleanupRequest(
  subject: Subject,
  cleanup: Exclude<CheckCleanup, { readonly row: CheckRow }>,
  tracker: CleanupTracker,
): Promise<string | null> {
  if (!isFillable(cleanup.request, tracker.variables))
    return mayExistUnnamed(cleanup.request, tracker)
      ? `may still exist: what ${cleanup.request} deletes; no response contained its id`
      : null;
  try {
    await sendStep(subject, { ...cleanup, answer: {}, save: {} }, tracker, AbortSignal.timeout(CLEANUP_TIMEOUT_MS));
    return null;
  } catch (error) {
    const verdict = errorVerdict(error);
    return verdict.kind === "passed" ? null : verdict.reason;
  }
}

/** Deletes a row that no route deletes. @returns why it still exists, or may; null where it does not */
export async function deleteRow(
  { target, stage, release }: Subject,
  row: CheckRow,
  tracker: CleanupTracker,
): Promise<string | null> {
  const { variables } = tracker;
  const key = Object.values(row.key);
  if (!key.every((text) => isFillable(text, variables)))
    return key.some((text) => mayExistUnnamed(text, tracker))
      ? `may still exist: a row of table ${row.table}; no response contained its key`
      : null;
  const { DynamoDBClient, DeleteItemCommand } = await import("@aws-sdk/client-dynamodb");
  const client = new DynamoDBClient(clientConfig(target));
  const table = ownValue(release.catalog.data.tables, row.table);
  const isNumber = (name: string): boolean => [table?.hash, table?.range].includes(`${name} number`);
  const Key = Object.fromEntries(
    Object.entries(row.key).map(([name, text]) => {
      const value = fill(text, variables);
      return [name, isNumber(name) ? { N: value } : { S: value }];
    }),
  );
  try {
    await client.send(new DeleteItemCommand({ TableName: NAMES.table.of(stage, row.table), Key }), {
      abortSignal: AbortSignal.timeout(CLEANUP_TIMEOUT_MS),
    });
    return null;
  } catch (error) {
    return `a row of table ${row.table} was not deleted: ${(error as Error).message}`;
  }
}
