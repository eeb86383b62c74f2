import { z } from "zod";
import { BACKUP_WAYS } from "../backup/set";
import { processIdentitySchema } from "../lock/lease";
import type { RecoverySettings } from "../stage/recovery";
import { STAGES } from "../stage/name";

/** Steps of a drill, in order. */
const DRILL_PHASES = ["backing-up", "restoring", "removing", "removed"] as const;

/** A drill that runs, or was interrupted: `drills/<stage>.json` in the backups bucket. The next one removes what it left. */
export const drillStateSchema = z.strictObject({
  schema: z.literal(1),
  /** Start in Unix seconds. */
  id: z.int().positive(),
  stage: z.enum(STAGES),
  to: z.enum(STAGES),
  phase: z.enum(DRILL_PHASES),
  /** Who runs it. */
  place: processIdentitySchema,
  /** Parameters and secrets of the recovery region that existed before: the others are removed with the stage. */
  existing: z.array(z.string()),
});
export type DrillState = z.infer<typeof drillStateSchema>;

const measuredSchema = z.strictObject({
  seconds: z.number().min(0),
  objectiveSeconds: z.int(),
  isMet: z.boolean(),
  /** How the tables were backed up and restored. */
  way: z.enum(BACKUP_WAYS),
});

/** Report of a drill: `drills/<stage>/<id>.json` in the backups bucket. */
export const drillReportSchema = z.strictObject({
  schema: z.literal(1),
  id: z.int().positive(),
  stage: z.enum(STAGES),
  to: z.enum(STAGES),
  /** The backup set that was restored. */
  set: z.int(),
  release: z.int(),
  who: z.string(),
  program: z.string(),
  /** Unix ms: the moment at which the region counts as lost, and the end of the verification. */
  lostAt: z.int(),
  verifiedAt: z.int().nullable(),
  /** From the loss until the API was verified; null: it was not. */
  recoveryTime: measuredSchema.nullable(),
  /** Age of the set at the loss: what was written since would be lost. */
  recoveryPoint: measuredSchema,
  /** Items, users and objects that were restored and compared with the set; null: it failed before. */
  restored: z.strictObject({ tables: z.int(), items: z.int(), users: z.int(), objects: z.int() }).nullable(),
  /** Secrets that the restore created in the recovery region: the deployment role may not delete them. */
  remaining: z.array(z.string()),
  /** Of the restore, by step. ms */
  steps: z.array(z.strictObject({ step: z.string(), milliseconds: z.number() })),
  error: z.strictObject({ code: z.string(), what: z.string() }).nullable(),
});
export type DrillReport = z.infer<typeof drillReportSchema>;
type Measured = z.infer<typeof measuredSchema>;

type Objectives = Extract<RecoverySettings, { readonly kind: "on" }>["objectives"];

/** What a drill measured. Times in Unix ms. */
export interface DrillTimes {
  /** What was written before is in the set. */
  readonly setStartedAt: number;
  readonly lostAt: number;
  /** null: the recovery stage was not verified */
  readonly verifiedAt: number | null;
}

/** Compares a drill with the objectives of its stage. */
export function measured(
  { setStartedAt, lostAt, verifiedAt }: DrillTimes,
  { recoveryTimeMinutes, recoveryPointMinutes }: Objectives,
  way: Measured["way"],
): Pick<DrillReport, "recoveryTime" | "recoveryPoint"> {
  const compare = (milliseconds: number, minutes: number): Measured => {
    const [seconds, objectiveSeconds] = [milliseconds / 1_000, minutes * 60];
    return { seconds, objectiveSeconds, isMet: seconds <= objectiveSeconds, way };
  };
  return {
    recoveryTime: verifiedAt === null ? null : compare(verifiedAt - lostAt, recoveryTimeMinutes),
    recoveryPoint: compare(lostAt - setStartedAt, recoveryPointMinutes),
  };
}

/** Objectives that a drill missed, for messages. */
export function missedObjectives({ recoveryTime, recoveryPoint }: DrillReport): readonly string[] {
  const text = (name: string, { seconds, objectiveSeconds, way }: Measured): string =>
    `${name} ${minutesText(seconds)} instead of ${minutesText(objectiveSeconds)} (${way})`;
  return [
    ...(recoveryTime === null || recoveryTime.isMet ? [] : [text("recovery time", recoveryTime)]),
    ...(recoveryPoint.isMet ? [] : [text("recovery point", recoveryPoint)]),
  ];
}

/** `0.7 min` */
export function minutesText(seconds: number): string {
  return `${(seconds / 60).toFixed(1)} min`;
}
