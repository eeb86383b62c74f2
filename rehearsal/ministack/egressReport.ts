import { z } from "zod";

const egressSchema = z.object({
  /** Active barriers: `proxy`, `preloads`, `landlock`, `seccomp`. */
  barriers: z.array(z.string()),
  /** Kinds of calls that no barrier blocks on this machine. */
  uncovered: z.array(z.string()),
  /** Calls that were refused since the emulator started. */
  refused: z.number().int(),
  calls: z.array(z.object({ function: z.string(), target: z.string(), count: z.number().int() })),
});

/** The outbound calls of functions since the emulator started. */
export type EgressReport = z.infer<typeof egressSchema>;

const RESPONSE_TIMEOUT_MS = 5000;

/** Null where the emulator does not respond, or is of an older version without the report. */
export async function readEgress(endpoint: string): Promise<EgressReport | null> {
  try {
    const signal = AbortSignal.timeout(RESPONSE_TIMEOUT_MS);
    const response = await fetch(`${endpoint}/_listbackup/egress`, { signal });
    return egressSchema.parse(await response.json());
  } catch {
    return null;
  }
}
