import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { apiDocument } from "../../model/catalog/apiDocument";
import type { Catalog } from "../../model/catalog/schema/catalog";
import type { Checklist } from "../../model/checklist/checklist";
import { CHECKLIST_ITEMS, type ChecklistItem } from "../../model/checklist/items";
import {
  alarmsItem,
  apiDocsItem,
  environmentItem,
  migrationsItem,
  testsItem,
  type Evaluated,
} from "../../model/checklist/evaluation";
import type { Release } from "../../model/release/release";
import { calling } from "../aws/errors";
import type { Readings } from "../preflight/subject";
import type { Session } from "../session";

/** The committed documentation of the API, in the project's folder. */
export const API_DOCS = join("docs", "api", "openapi.json");

/** What a checklist is made for. */
export interface ChecklistRequest {
  /** The project's folder. */
  readonly root: string;
  readonly session: Session;
  readonly readings: Readings;
  readonly source: Release["source"];
  readonly catalog: Catalog;
  /** Whether a function has a handler in the release. */
  readonly isBuilt: (functionId: string) => boolean;
  /** Where the release comes from: the working tree and its catalog, or a release that has a checklist of its own. */
  readonly origin:
    | { readonly kind: "working tree"; readonly catalog: Catalog }
    | { readonly kind: "release"; readonly checklist: Checklist };
}

/** The state of each item, side by side. @throws DeployError AWS */
export async function evaluateChecklist(request: ChecklistRequest): Promise<Checklist> {
  const now = Math.floor(Date.now() / 1000);
  const entries = await Promise.all(
    CHECKLIST_ITEMS.map(async (item) => {
      const carried = carriedEntry(item, request);
      if (carried !== undefined) return [item, carried] as const;
      const { state, evidence, at = now } = await EVALUATIONS[item](request);
      return [item, { state, evidence, at }] as const;
    }),
  );
  return Object.fromEntries(entries);
}

/** Items that belong to the content of a release: a promoted release has passed them already. */
const OF_CONTENT: readonly ChecklistItem[] = ["tests", "api-docs"];

function carriedEntry(item: ChecklistItem, { origin }: ChecklistRequest): Checklist[ChecklistItem] {
  if (origin.kind === "working tree" || !OF_CONTENT.includes(item)) return undefined;
  const entry = origin.checklist[item];
  return entry?.state === "passed" ? entry : undefined;
}

const EVALUATIONS: Readonly<Record<ChecklistItem, (request: ChecklistRequest) => Promise<Evaluated>>> = {
  tests: async ({ session, source }) => {
    const { readTestRecord } = await import("../aws/buckets/testRecords");
    const { commit, dirty } = source;
    const isRecorded = commit !== null && !dirty;
    return testsItem(source, isRecorded ? await readTestRecord(session.target, session.stage, commit) : null);
  },
  environment: async ({ session, catalog, readings }) =>
    environmentItem(session.stage, catalog, (await readings.secrets(catalog)).missingRequired),
  migrations: async ({ catalog, readings, isBuilt }) => {
    const [newest] = await readings.records();
    return migrationsItem(catalog, newest?.migrated ?? [], isBuilt);
  },
  "api-docs": async ({ root, origin }) => {
    if (origin.kind === "release")
      return {
        state: "unknown",
        evidence: "the promoted release has no evidence: it was deployed without a checklist",
      };
    const committed = await readFile(join(root, API_DOCS), "utf8").catch(() => null);
    return apiDocsItem(API_DOCS, committed, apiDocument(origin.catalog));
  },
  alarms: async ({ session }) => {
    const { alarmRecipients } = await import("../aws/monitoring/alarmRecipients");
    const { target, stage } = session;
    return alarmsItem(
      stage,
      await calling(target, "reading the recipients of alarms", () => alarmRecipients(target, stage)),
    );
  },
};
