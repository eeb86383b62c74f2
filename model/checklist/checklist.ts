import { z } from "zod";
import { CHECKLIST_ITEMS } from "./items";

/** `unknown`: there is no evidence either way. */
const entrySchema = z.strictObject({
  state: z.enum(["passed", "failed", "unknown"]),
  /** What the state follows from, in a sentence. */
  evidence: z.string(),
  /** When that was found. Unix seconds */
  at: z.int(),
});
export type ChecklistEntry = z.infer<typeof entrySchema>;

/** In a release record; empty for releases of earlier versions, and rollbacks. */
export const checklistSchema = z.partialRecord(z.enum(CHECKLIST_ITEMS), entrySchema);
export type Checklist = z.infer<typeof checklistSchema>;

/** Stage configuration of the checklist. */
export const checklistSettingsSchema = z.strictObject({
  required: z.array(z.enum(CHECKLIST_ITEMS)).describe("Items that stop a deployment unless they have passed."),
  tests: z
    .array(z.string().min(1))
    .min(1)
    .describe("Command that tests the backend, run in its folder: program and arguments."),
});

/** Of stages that were recorded before there was a checklist. */
export const NO_CHECKLIST: z.infer<typeof checklistSettingsSchema> = { required: [], tests: ["go", "test", "./..."] };
