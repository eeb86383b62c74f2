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
  const value = jsonOf(text);
  const { recordSchema } = await import("../../../model/release/recordSchema");
  const record = recordSchema.safeParse(value);
  if (record.success && record.data.id === id && record.data.stage === stage.name) {
    validRecords.add(text, record.data);
    return record.data;
  }
  throw (
    newerRecord(id, value) ??
    new DeployError(
      "RELEASE_INVALID",
      `The record of release ${String(id)} of ${stage.name} is not one of this program's, or was altered.`,
      `Find out who wrote it, and restore its earlier version or delete it: ${recordKey(stage, id)} in ${DRIVER_NAMES.deploymentsBucket(stage)}, which keeps every version.`,
    )
  );
}

/** Stores which records were valid, for later commands. */
export async function storeValidRecords(): Promise<void> {
  await validRecords.store();
}

/** @returns null where no newer version of this program wrote the value */
export function newerRecord(id: number, value: unknown): DeployError | null {
  const schema = (value as { readonly schema?: unknown } | null)?.schema;
  return typeof schema === "number" && schema > NEWEST_SCHEMA
    ? new DeployError(
        "RELEASE_INVALID",
        `The release ${String(id)} was written by a newer version of this program (schema ${String(schema)}).`,
        "Use that version, or a newer one.",
      )
    : null;
}
