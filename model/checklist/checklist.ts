import { z } from "zod";

/** The checklist before a deployment. Ids are stable. */
export const CHECKLIST = {
  tests: { title: "Tests passed", meaning: "The backend's tests passed for the commit of the release." },
  environment: {
    title: "Environment variables set",
    meaning: "Every environment variable of every function has a value on the stage, and required parameters exist.",
  },
  migrations: {
    title: "Migrations ready",
    meaning: "The code of every migration that has not run on the stage is built.",
  },
  "api-docs": {
    title: "API documentation updated",
    meaning: "docs/api/openapi.json is the document of the release's routes.",
  },
  alarms: {
    title: "Alarms configured",
    meaning: "The stage's alarms are on, and each recipient has confirmed.",
  },
} as const satisfies Readonly<Record<string, { readonly title: string; readonly meaning: string }>>;

export type ChecklistItem = keyof typeof CHECKLIST;
export const CHECKLIST_ITEMS = Object.keys(CHECKLIST) as [ChecklistItem, ...ChecklistItem[]];

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

/** Required items that have not passed. */
export function openItems(
  checklist: Checklist,
  required: readonly ChecklistItem[],
): readonly (ChecklistEntry & { readonly item: ChecklistItem })[] {
  return required.flatMap((item) => {
    const entry = checklist[item] ?? { state: "unknown", evidence: "not checked", at: 0 };
    return entry.state === "passed" ? [] : [{ item, ...entry }];
  });
}
