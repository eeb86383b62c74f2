import { DeployError } from "../../../model/errors";
import { DRIVER_NAMES } from "../../../model/names";
import type { ReleaseRecord } from "../../../model/release/record";
import type { Stage } from "../../../model/stage/stage";
import { jsonOf } from "../../json";
import { ValidTexts } from "../../validTexts";

const NEWEST_SCHEMA = 2;

const validRecords = new ValidTexts("records");

export function recordKey(stage: Stage, id: number): string {
  return `releases/${stage.name}/${String(id)}.json`;
}

/** The text of a record, by the oldest schema that has what the record says: earlier programs read it where they can. */
export async function writeRecordText(record: ReleaseRecord): Promise<string> {
  const { recordSchema } = await import("../../../model/release/recordSchema");
  const checked = recordSchema.parse({ ...record, schema: record.deployed?.summary === undefined ? 1 : NEWEST_SCHEMA });
  const text = JSON.stringify(checked);
  // The next command reads what this one wrote last.
  if (checked.endedAt !== null) validRecords.add(text, checked);
  return text;
}

/**
 * Reads the text of a record. The schema is loaded late: of a record that was valid nothing is checked.
 * @throws DeployError RELEASE_INVALID
 */
export async function readRecordText(text: string, stage: Stage, id: number): Promise<ReleaseRecord> {
  const known = validRecords.valueOf(text) as ReleaseRecord | undefined;
  if (known?.id === id && known.stage === stage.name) return known;
  const record = await recordIn(jsonOf(text), stage, id);
  if (record === null)
    throw new DeployError(
      "RELEASE_INVALID",
      `The record of release ${String(id)} of ${stage.name} is not one of this program's, or was altered.`,
      `Find out who wrote it, and restore its earlier version or delete it: ${recordKey(stage, id)} in ${DRIVER_NAMES.deploymentsBucket(stage)}, which keeps every version.`,
    );
  validRecords.add(text, record);
  return record;
}

/** Stores which records were valid, for later commands. */
export async function storeValidRecords(): Promise<void> {
  await validRecords.store();
}

/**
 * The record of a stage's release in a JSON value.
 * @returns null where the value is not that record
 * @throws DeployError RELEASE_INVALID where a newer version of this program wrote it
 */
export async function recordIn(
  value: unknown,
  stage: { readonly name: string },
  id: number,
): Promise<ReleaseRecord | null> {
  const { recordSchema } = await import("../../../model/release/recordSchema");
  const record = recordSchema.safeParse(value);
  if (record.success && record.data.id === id && record.data.stage === stage.name) return record.data;
  const schema = (value as { readonly schema?: unknown } | null)?.schema;
  if (typeof schema !== "number" || schema <= NEWEST_SCHEMA) return null;
  throw new DeployError(
    "RELEASE_INVALID",
    `The release ${String(id)} was written by a newer version of this program (schema ${String(schema)}).`,
    "Use that version, or a newer one.",
  );
}
