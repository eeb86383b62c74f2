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
