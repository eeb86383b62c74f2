import { z } from "zod";

/** Where a process runs, as far as a machine can tell: enough to say for certain whether it is still there. */
export const processIdentitySchema = z.strictObject({
  host: z.string(),
  pid: z.int(),
  /** Clock ticks from the machine's start to the process's: a number that was given again is another process. */
  started: z.string().nullable(),
  /** Of the machine's start, and of the numbering of its processes: a container has its own. Null where there is none. */
  boot: z.string().nullable(),
});
export type ProcessIdentity = z.infer<typeof processIdentitySchema>;

/** Who holds a stage: `leases/<stage>.json` in the state bucket. One deployment at a time, from preflight to record. */
export const leaseSchema = z.strictObject({
  schema: z.literal(1),
  /** Tells this lease from any other: 32 hexadecimal digits. */
  token: z.string().regex(/^[0-9a-f]{32}$/),
  /** `up dev`. */
  command: z.string(),
  /** ARN of the caller. */
  who: z.string(),
  place: processIdentitySchema,
  /** Address of the CI run; null elsewhere. */
  run: z.string().nullable(),
  reason: z.string().nullable(),
  /** ms since 1970 */
  startedAt: z.int(),
  /** ms since 1970; the owner says every few seconds that it lives. */
  renewedAt: z.int(),
  /** Somebody wants it to stop; `kill`: at once. */
  cancel: z.strictObject({ by: z.string(), how: z.enum(["finish", "kill"]) }).nullable(),
});
export type Lease = z.infer<typeof leaseSchema>;

/** How often an owner says that it lives. ms */
export const LEASE_RENEWAL_MS = 5_000;

/** What can be known of a place from another one: `unknown` from another machine or container. */
export type Presence = "there" | "gone" | "unknown";

/** @param startedOf start of a process of this machine; null where there is none of that number, undefined where nobody knows */
export function presenceOf(
  place: ProcessIdentity,
  here: ProcessIdentity,
  startedOf: (pid: number) => string | null | undefined,
): Presence {
  if (place.boot === null || place.boot !== here.boot || place.host !== here.host) return "unknown";
  const started = startedOf(place.pid);
  if (started === undefined || place.started === null) return "unknown";
  return started !== null && started === place.started ? "there" : "gone";
}

/** By which `cancel --force` is told whose lease it is to break. */
export function ownerName({ place }: Pick<Lease, "place">): string {
  return `${place.host}:${String(place.pid)}`;
}
