import { z } from "zod";
import { digestSchema } from "../release/release";
import { STAGES, type StageName } from "../stage/name";

/*
 * Progress of a restore, in the deployments bucket of its target: `restores/<stage>/<id>/`, by the id of its first deployment.
 * Nothing in it is overwritten: what is finished is appended as one object after another.
 */

/** The first object of a restore. */
export const restoreStartSchema = z.strictObject({
  schema: z.literal(1),
  source: z.enum(STAGES),
  set: z.int(),
  /** Items whose time to live ends before are not compared: AWS may delete them. Unix seconds */
  expiry: z.int(),
});
export type RestoreStart = z.infer<typeof restoreStartSchema>;

/** A user that was created. */
const restoredUserSchema = z.strictObject({
  /** Id in the set. */
  old: z.string(),
  /** Id on the stage. */
  id: z.string(),
});
export type RestoredUser = z.infer<typeof restoredUserSchema>;

/** Items of a part that were written: a file of the set, or a table that AWS restored. */
const restoredPartSchema = z.strictObject({
  /** Key of the file; of a table that AWS restored, `table:<name>`. */
  part: z.string(),
  items: z.int(),
  /** Digest of the items in the set. */
  source: digestSchema,
  /** Number and digest of the items on the stage that do not expire soon. */
  lasting: z.int(),
  digest: digestSchema,
});
export type RestoredPart = z.infer<typeof restoredPartSchema>;

/** A task that is finished, with numbers for the report. */
const finishedTaskSchema = z.strictObject({
  task: z.enum(["users", "objects", "comparison"]),
  counts: z.record(z.string(), z.int()),
});
export type FinishedTask = z.infer<typeof finishedTaskSchema>;

/** What is appended, by the folder that it is in. */
export const PROGRESS_SCHEMAS = {
  users: restoredUserSchema,
  parts: restoredPartSchema,
  tasks: finishedTaskSchema,
} as const;
export type ProgressKind = keyof typeof PROGRESS_SCHEMAS;
export interface ProgressEntries {
  readonly users: RestoredUser;
  readonly parts: RestoredPart;
  readonly tasks: FinishedTask;
}

/** Prefix of a restore. @param id of its first deployment */
export function restorePrefix(stage: StageName, id: number): string {
  return `restores/${stage}/${String(id)}/`;
}

/** Key of what was appended as number n. */
export function progressKey(stage: StageName, id: number, kind: ProgressKind, n: number): string {
  return `${restorePrefix(stage, id)}${kind}/${String(n).padStart(6, "0")}.json.gz`;
}
