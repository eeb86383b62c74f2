import { z } from "zod";

/** Result of the backend's tests for a commit: `checks/<commit>.json` in the deployments bucket. */
export const testRecordSchema = z.strictObject({
  schema: z.literal(1),
  commit: z.string().regex(/^[0-9a-f]{40,64}$/),
  outcome: z.enum(["passed", "failed"]),
  /** Program and arguments. */
  command: z.array(z.string()),
  /** Unix seconds of the end. */
  at: z.int(),
  milliseconds: z.int(),
  /** ARN of the caller. */
  who: z.string(),
  /** Address of the CI run; null elsewhere. */
  run: z.string().nullable(),
});
export type TestRecord = z.infer<typeof testRecordSchema>;

export function testRecordKey(commit: string): string {
  return `checks/${commit}.json`;
}
