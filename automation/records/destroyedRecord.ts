import { servingRecord } from "../../model/release/record";
import type { Session } from "../session";

/** Records that a stage was destroyed: no release is live. */
export async function recordDestroyed({ target, stage }: Session, program: string): Promise<void> {
  const { createRecord, readRecords } = await import("../aws/buckets/releases");
  const { callerIdentity } = await import("../aws/account/identity");
  const [[last], { arn }] = await Promise.all([readRecords(target, stage, 1), callerIdentity(target)]);
  if (last === undefined || last.outcome === "destroyed") return;
  const now = Math.floor(Date.now() / 1000);
  await createRecord(target, stage, {
    ...last,
    id: now,
    endedAt: now,
    outcome: "destroyed",
    replaced: servingRecord([last])?.id ?? null,
    versions: {},
    program,
    who: arn,
    reason: null,
    overrides: [],
    steps: [],
    phases: [],
    checks: [],
    // Data is deleted with the stage.
    migrated: [],
    migrations: [],
    seeded: [],
    seeds: [],
    traffic: {},
    shifting: {},
    adopted: [],
    restored: null,
    undone: [],
    error: null,
    lineage: null,
    deployed: null,
  });
}
