import { z } from "zod";

const reportSchema = z.object({
  /** Seconds of the processor that the checks took. */
  seconds: z.number(),
  /** Actions that roles used since the emulator started. */
  used: z.array(z.object({ role: z.string(), action: z.string(), count: z.int() })),
  /** What was denied to them. */
  denials: z.array(z.object({ role: z.string(), action: z.string(), resource: z.string(), count: z.int() })),
});

/** What roles did in the emulator, and what their policies did not allow. */
export type AccessReport = z.infer<typeof reportSchema>;

const RESPONSE_TIMEOUT_MS = 5000;

/** Null where an emulator does not respond, or does not hold roles to their permissions. */
export async function readAccess(endpoint: string): Promise<AccessReport | null> {
  try {
    const signal = AbortSignal.timeout(RESPONSE_TIMEOUT_MS);
    const response = await fetch(`${endpoint}/_listbackup/access`, { signal });
    return reportSchema.parse(await response.json());
  } catch {
    return null;
  }
}
