import { z } from "zod";

/** Identity of a process: enough to determine whether it still runs. */
export const processIdentitySchema = z.strictObject({
  host: z.string(),
  pid: z.int(),
  /** Process start in clock ticks since boot: distinguishes processes that reuse a pid. */
  started: z.string().nullable(),
  /** Id of the boot and the pid namespace: a container has its own. Null if unavailable. */
  boot: z.string().nullable(),
});
export type ProcessIdentity = z.infer<typeof processIdentitySchema>;

/** The lock of a stage: `leases/<stage>.json` in the state bucket. One deployment at a time, from preflight to record. */
export const leaseSchema = z.strictObject({
  schema: z.literal(1),
  /** Unique id of the lease: 32 hexadecimal digits. */
  token: z.string().regex(/^[0-9a-f]{32}$/),
  /** `up dev`. */
  command: z.string(),
  /** ARN of the caller. */
  who: z.string(),
  place: processIdentitySchema,
  /** URL of the CI run; null outside CI. */
  run: z.string().nullable(),
  reason: z.string().nullable(),
  /** Unix ms */
  startedAt: z.int(),
  /** Unix ms; the owner renews the lease every LEASE_RENEWAL_MS. */
  renewedAt: z.int(),
  /** A request to cancel; `kill`: immediately. */
  cancel: z.strictObject({ by: z.string(), how: z.enum(["finish", "kill"]) }).nullable(),
});
export type Lease = z.infer<typeof leaseSchema>;

/** Interval at which an owner renews its lease. */
export const LEASE_RENEWAL_MS = 5_000;
