import type { CheckCleanup, CheckRow } from "../../model/catalog/checksSchema";
import { NAMES } from "../../model/names";
import { clientConfig } from "../aws/target";
import { runStep } from "./step";
import type { Subject } from "./subject";
import { fill, isFillable, type Variables } from "./variables";
import { verdictOf } from "./verdict";

/** No part of a check's clean-up may take longer, whatever became of the check. ms */
export const LIMIT = 20_000;

/**
 * Takes away what a check has made; what it did not come to make is left out.
 * @returns what was left behind, in sentences
 */
export async function cleanUp(
  subject: Subject,
  cleanups: readonly CheckCleanup[],
  variables: Variables,
): Promise<readonly string[]> {
  const left: string[] = [];
  for (const cleanup of cleanups) {
    const sentence =
      "row" in cleanup ? await removeRow(subject, cleanup.row, variables) : await request(subject, cleanup, variables);
    if (sentence !== null) left.push(sentence);
  }
  return left;
}

async function request(
  subject: Subject,
  cleanup: Exclude<CheckCleanup, { readonly row: CheckRow }>,
  variables: Variables,
): Promise<string | null> {
  if (!isFillable(cleanup.request, variables)) return null;
  try {
    await runStep(subject, { ...cleanup, answer: {}, save: {} }, variables, AbortSignal.timeout(LIMIT));
    return null;
  } catch (error) {
    const verdict = verdictOf(error);
    return verdict.kind === "passed" ? null : verdict.reason;
  }
}

/** Deletes a row that no route deletes. @returns why it is still there, or null */
export async function removeRow(
  { target, stage }: Subject,
  row: CheckRow,
  variables: Variables,
): Promise<string | null> {
  if (!Object.values(row.key).every((text) => isFillable(text, variables))) return null;
  const { DynamoDBClient, DeleteItemCommand } = await import("@aws-sdk/client-dynamodb");
  const client = new DynamoDBClient(clientConfig(target));
  const Key = Object.fromEntries(Object.entries(row.key).map(([name, text]) => [name, { S: fill(text, variables) }]));
  try {
    await client.send(new DeleteItemCommand({ TableName: NAMES.table.of(stage, row.table), Key }), {
      abortSignal: AbortSignal.timeout(LIMIT),
    });
    return null;
  } catch (error) {
    return `a row of table ${row.table} is still there: ${(error as Error).message}`;
  }
}
