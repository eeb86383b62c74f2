import { z } from "zod";
import { recordedSettingsSchema } from "../stage/config";
import { STAGES } from "../stage/name";
import { releaseSchema } from "./release";

/**
 * How far a deployment is, or how it ended. One that died keeps what it was doing: that is how it is seen.
 *
 * `deploying → testing → succeeded`, and from the first two on a failure `rolling-back → rolled-back`, or `failed` where
 * nothing could be brought back, or nobody wanted that. `destroyed` says that the stage was taken down.
 */
export const OUTCOMES = [
  "deploying",
  "testing",
  "succeeded",
  "failed",
  "rolling-back",
  "rolled-back",
  "destroyed",
] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** What a deployment may be let past, by name. */
export const OVERRIDES = ["freeze", "source"] as const;
export type Override = (typeof OVERRIDES)[number];

/** Where a release that was not built for its stage came from. */
const originSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("build") }),
  /** The release of the same stage whose services came back. */
  z.strictObject({ kind: z.literal("rollback"), to: z.int(), automatic: z.boolean() }),
  /** The release of another stage, same bytes. */
  z.strictObject({ kind: z.literal("promotion"), stage: z.enum(STAGES), id: z.int() }),
]);
export type Origin = z.infer<typeof originSchema>;

/**
 * What was deployed to a stage, once: `releases/<stage>/<id>.json` in the deployments bucket. Written before the first
 * change, and again with the outcome. With the artifacts that it names it is all that a rollback needs.
 */
export const recordSchema = z.strictObject({
  schema: z.literal(1),
  /** Unix seconds at which the deployment began to change the stage; no two of a stage are the same. */
  id: z.int().positive(),
  stage: z.enum(STAGES),
  outcome: z.enum(OUTCOMES),
  /** Unix seconds; null while it runs, and where it died. */
  endedAt: z.int().nullable(),
  origin: originSchema,
  /** The services that were put into the release that was live; empty: all. */
  services: z.array(z.string()),
  /** The release that was live before; null for the first. */
  replaced: z.int().nullable(),
  release: releaseSchema,
  /** The stage's file at that time. Holds no secrets. */
  settings: recordedSettingsSchema,
  /** Published version by function; empty until the end. */
  versions: z.record(z.string(), z.string()),
  /** Version of each parameter that the catalog names, never its value. */
  parameters: z.record(z.string(), z.int()),
  /** Version of this program. */
  program: z.string(),
  /** ARN of the caller. */
  who: z.string(),
  reason: z.string().nullable(),
  /** Whether a person was asked on a terminal, or had said yes beforehand. A rollback by itself asks nobody. */
  approval: z.enum(["asked", "beforehand", "nobody"]),
  /** What it was let past. */
  overrides: z.array(z.enum(OVERRIDES)),
  /** ms by step, in order. */
  steps: z.array(z.strictObject({ step: z.string(), milliseconds: z.number() })),
  /** Verdict by check. */
  checks: z.array(z.strictObject({ id: z.string(), verdict: z.string() })),
  /** Migrations that are done on the stage, this deployment's included. */
  migrated: z.array(z.string()).default([]),
  /** Migrations that this deployment ran, in order. */
  migrations: z
    .array(
      z.strictObject({
        id: z.string(),
        direction: z.enum(["forward", "back"]),
        outcome: z.enum(["done", "failed"]),
        milliseconds: z.int(),
      }),
    )
    .default([]),
  /** Rows that were written on the stage as seeds, by id: each is written once. */
  seeded: z.array(z.string()).default([]),
  /** Seeds that this deployment wrote, by table; `existing`: rows that were there already and stayed as they are. */
  seeds: z.array(z.strictObject({ table: z.string(), written: z.int(), existing: z.int() })).default([]),
  /** Version by function to which traffic went past the engine: it is told of it before its next run. */
  traffic: z.record(z.string(), z.string()).default({}),
  /**
   * While traffic moves: the version by function that had all of it, and still has what the new one has not. Whoever finds
   * this in a deployment that died gives it everything back.
   */
  shifting: z.record(z.string(), z.string()).default({}),
  /** Logical names of resources that it was to change and did not: what a rollback takes from the release before. */
  undone: z.array(z.string()),
  error: z.strictObject({ code: z.string(), what: z.string() }).nullable(),
  /** Which of the engine's states it was deployed with: a digest of that state's encrypted key; null: not known. */
  lineage: z.string().nullable().default(null),
});

export type ReleaseRecord = z.infer<typeof recordSchema>;

/** Newest first. */
export function newestFirst(records: readonly ReleaseRecord[]): readonly ReleaseRecord[] {
  return [...records].sort((a, b) => b.id - a.id);
}

/**
 * The release that a stage goes back to: the newest that succeeded, unless the stage was destroyed since. What runs on a
 * stage is servingRecord.
 */
export function lastGoodRecord(records: readonly ReleaseRecord[]): ReleaseRecord | null {
  const last = newestFirst(records).find(({ outcome }) => outcome === "succeeded" || outcome === "destroyed");
  return last?.outcome === "succeeded" ? last : null;
}

/**
 * The release that serves a stage: the newest whose code has the traffic. It succeeded, or its deployment failed after all
 * of it was there (its checks failed), or after all traffic had moved to it. Every command means this one by "live".
 * @returns null where no deployment got so far, or the stage was destroyed
 */
export function servingRecord(records: readonly ReleaseRecord[]): ReleaseRecord | null {
  const newest = newestFirst(records).find(
    (record) => record.outcome === "succeeded" || record.outcome === "destroyed" || receivedTraffic(record),
  );
  return newest === undefined || newest.outcome === "destroyed" ? null : newest;
}

/** A rollback that moves traffic first still has to bring what its code needs. */
function receivedTraffic({ origin, traffic, steps }: ReleaseRecord): boolean {
  return steps.some(({ step }) => step === "up") || (origin.kind !== "rollback" && Object.keys(traffic).length > 0);
}

const UNFINISHED: readonly Outcome[] = ["deploying", "testing", "failed", "rolling-back"];

/**
 * Whether the stage stands between two releases: one that moves traffic all at once, or a rollback, began after the one
 * that serves and did not come to its end. Then nobody knows what of either has the traffic.
 */
export function isPartiallyDeployed(records: readonly ReleaseRecord[]): boolean {
  const since = servingRecord(records)?.id ?? 0;
  return records.some(
    ({ id, outcome, origin, settings }) =>
      id > since &&
      UNFINISHED.includes(outcome) &&
      (origin.kind === "rollback" || settings.rollout.kind === "allAtOnce"),
  );
}

/**
 * The release that a time or an id names: the one of that id, or the one that was live then.
 * @returns null where nothing was
 */
export function recordAt(records: readonly ReleaseRecord[], time: number): ReleaseRecord | null {
  const exact = records.find(({ id }) => id === time);
  return exact ?? lastGoodRecord(records.filter(({ endedAt }) => endedAt !== null && endedAt <= time));
}

/** Whether it ended well, and was checked then, and no check failed. Its stage took for good what could not be told. */
export function isVerified({ outcome, checks }: ReleaseRecord): boolean {
  return (
    outcome === "succeeded" &&
    checks.some(({ verdict }) => verdict === "passed") &&
    checks.every(({ verdict }) => verdict !== "failed")
  );
}
