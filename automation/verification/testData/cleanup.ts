import type { CheckCleanup, CheckRow } from "../../../model/catalog/schema/checks";
import { NAMES } from "../../../model/names";
import { clientConfig } from "../../aws/target";
import { runStep } from "../requests/step";
import type { Subject } from "../subject";
import { isLost, type Trail } from "./cleanupTracker";
import { fill, isFillable } from "../requests/variables";
import { verdictOf } from "../verdict";
import { ownValue } from "../../../model/ownValue";

/** No part of a check's clean-up may take longer, whatever became of the check. ms */
export const LIMIT = 20_000;

/**
 * Takes away what a check has made; what it did not come to make is left out.
 * @returns what was left behind, or may have been, in sentences
 */
export async function cleanUp(
  subject: Subject,
  cleanups: readonly CheckCleanup[],
  trail: Trail,
): Promise<readonly string[]> {
  const left: string[] = [];
  for (const cleanup of cleanups) {
    const sentence =
      "row" in cleanup ? await removeRow(subject, cleanup.row, trail) : await request(subject, cleanup, trail);
    if (sentence !== null) left.push(sentence);
  }
  return left;
}

async function request(
  subject: Subject,
  cleanup: Exclude<CheckCleanup, { readonly row: CheckRow }>,
  trail: Trail,
): Promise<string | null> {
  if (!isFillable(cleanup.request, trail.variables))
    return isLost(cleanup.request, trail)
      ? `may be left: what ${cleanup.request} takes away; no answer gave its name`
      : null;
  try {
    await runStep(subject, { ...cleanup, answer: {}, save: {} }, trail, AbortSignal.timeout(LIMIT));
    return null;
  } catch (error) {
    const verdict = verdictOf(error);
    return verdict.kind === "passed" ? null : verdict.reason;
  }
}

/** Deletes a row that no route deletes. @returns why it is still there, or may be; or null */
export async function removeRow(
  { target, stage, release }: Subject,
  row: CheckRow,
  trail: Trail,
): Promise<string | null> {
  const { variables } = trail;
  const key = Object.values(row.key);
  if (!key.every((text) => isFillable(text, variables)))
    return key.some((text) => isLost(text, trail))
      ? `may be left: a row of table ${row.table}; no answer gave its key`
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
      abortSignal: AbortSignal.timeout(LIMIT),
    });
    return null;
  } catch (error) {
    return `a row of table ${row.table} is still there: ${(error as Error).message}`;
  }
}
