import { z } from "zod";

const egressSchema = z.object({
  /** What keeps functions in on this machine: `proxy`, `preloads`, `landlock`, `seccomp`. */
  barriers: z.array(z.string()),
  /** What nothing blocks on this machine, in words. */
  uncovered: z.array(z.string()),
  /** Calls that were refused since the emulator started. */
  refused: z.number().int(),
  calls: z.array(z.object({ function: z.string(), target: z.string(), count: z.number().int() })),
});

/** The outbound calls of functions since the emulator started. */
export type EgressReport = z.infer<typeof egressSchema>;

const ANSWER_MILLISECONDS = 5000;

/** Null where an emulator does not answer, or is one that was started before it could. */
export async function readEgress(endpoint: string): Promise<EgressReport | null> {
  try {
    const signal = AbortSignal.timeout(ANSWER_MILLISECONDS);
    const response = await fetch(`${endpoint}/_listbackup/egress`, { signal });
    return egressSchema.parse(await response.json());
  } catch {
    return null;
  }
}
