import { z } from "zod";

const reportSchema = z.object({
  /** Requests that were held to AWS's models since the emulator started. */
  checked: z.number().int(),
  /** Of these, what AWS would not take: it was refused. */
  refused: z.number().int(),
  /** Refused for a moment, as AWS does with what it does not know yet, and sent again by their callers. */
  deferred: z.int().default(0),
  /** Requests that could not be checked: an error of the check, which the emulator's log explains. */
  errors: z.number().int().default(0),
  /** Seconds of the processor that holding them took. */
  seconds: z.number(),
  violations: z.array(
    z.object({
      /** botocore's name: `cognito-idp`. */
      service: z.string(),
      operation: z.string(),
      /** `Tags[3].Key` */
      member: z.string(),
      /** `required`, `unknown`, `type`, `length`, `range`, `pattern`, `enum`, or the name of a rule. */
      kind: z.string(),
      constraint: z.string(),
      count: z.number().int(),
    }),
  ),
});

/** Requests that violate AWS's API models, since the emulator started. */
export type ViolationReport = z.infer<typeof reportSchema>;

const ANSWER_MILLISECONDS = 5000;

/** Null where an emulator does not answer, holds no requests to the models, or was started before it could. */
export async function readViolations(endpoint: string): Promise<ViolationReport | null> {
  try {
    const signal = AbortSignal.timeout(ANSWER_MILLISECONDS);
    const response = await fetch(`${endpoint}/_listbackup/violations`, { signal });
    return reportSchema.parse(await response.json());
  } catch {
    return null;
  }
}
