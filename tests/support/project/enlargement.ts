import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { TestProject } from "./project";

/** The log group of a service holds data, so it stays: nothing of what comes and goes has to be allowed by name. */
const EMPTY = `service: extra
purpose: Comes and goes
phase: business
defaults: { memory: 128, timeout: 6 }
`;

const FULL = `${EMPTY}environment: { NOTES_TABLE: table:notes, BUCKET: bucket:data }
grants: [read table:notes, stream table:notes, read bucket:data]
functions:
  follow: { handler: notes/follow, triggers: [{ source: "table:notes", batchSize: 5 }] }
  list: { handler: notes/list, routes: [GET /extra] }
`;

/** Adds things of many types to a project's catalog and changes others, or takes all of it away but a log group. */
export async function enlarge(project: TestProject, large: boolean): Promise<void> {
  await project.edit("catalog/services/users.yaml", (text) =>
    text.replace(/memory: \d+/, `memory: ${large ? "256" : "128"}`),
  );
  const file = join(project.root, "catalog", "services", "extra.yaml");
  await writeFile(file, large ? FULL : `${EMPTY}functions: {}\n`);
}
