import { z } from "zod";
import { STAGES } from "../stage/name";

/*
 * A failover: `failovers/<stage>.json` in the backups bucket of the recovery region, from before its first change until the
 * failback ended. It has what is needed to reverse each step, also after a crash.
 */

/** Writes that were stopped on a stage, and the settings before. */
const fenceSchema = z.strictObject({
  /** Physical names of the functions; their reserved concurrency before; null: none. */
  functions: z.array(z.strictObject({ name: z.string(), reserved: z.int().min(0).nullable() })),
  /** Ids of event source mappings that were enabled. */
  mappings: z.array(z.string()),
});
export type Fence = z.infer<typeof fenceSchema>;

const sourceFenceSchema = z.discriminatedUnion("kind", [
  /** Not tried yet. */
  z.strictObject({ kind: z.literal("pending") }),
  /** The region did not respond, or `--source-lost` says so: its functions still write if it is alive. */
  z.strictObject({ kind: z.literal("unreachable"), why: z.string() }),
  z.strictObject({ kind: z.literal("applied"), fence: fenceSchema }),
]);

const mergeCountsSchema = z.strictObject({
  unchanged: z.int(),
  written: z.int(),
  deleted: z.int(),
  conflicts: z.int(),
});

const healthCheckStateSchema = z.strictObject({
  id: z.string(),
  /** Route 53 does not check it. */
  disabled: z.boolean(),
  inverted: z.boolean(),
});
export type HealthCheckState = z.infer<typeof healthCheckStateSchema>;

/** Steps of a failover, in order; of a failback from `returning` on. */
const FAILOVER_PHASES = ["fencing", "switching", "verifying", "failed-over", "returning", "returned"] as const;

export const failoverRecordSchema = z.strictObject({
  schema: z.literal(1),
  /** Start in Unix seconds. */
  id: z.int().positive(),
  /** The stage whose users were moved. */
  stage: z.enum(STAGES),
  /** The stage that serves them. */
  to: z.enum(STAGES),
  /** Domain name of the API. */
  domain: z.string(),
  phase: z.enum(FAILOVER_PHASES),
  /** ARN of the caller. */
  who: z.string(),
  reason: z.string().nullable(),
  sourceFence: sourceFenceSchema,
  /** The health check of the primary record before the failover. */
  healthCheck: healthCheckStateSchema,
  /** Set while a failback copies data. */
  recoveryFence: fenceSchema.nullable(),
  /** What a failback has copied: it goes on from there. */
  failback: z
    .strictObject({
      /** Set of the recovery stage, made after its fence. */
      set: z.int(),
      /** Tables that are merged, with what was done, by their names in the catalog. */
      tables: z.record(z.string(), mergeCountsSchema),
    })
    .nullable(),
  /** Unix seconds of the switch of DNS; null: not yet. */
  switchedAt: z.int().nullable(),
});
export type FailoverRecord = z.infer<typeof failoverRecordSchema>;

/** Whether users are served by the recovery stage, or may be. */
export function isFailedOver({ phase }: FailoverRecord): boolean {
  return phase !== "returned";
}
