import { z } from "zod";

// Fields that several schemas use.

export const name = z.string().regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, "use lower case words joined by hyphens");
export const functionName = z
  .string()
  .regex(/^[a-z][A-Za-z0-9-]*$/, "use letters, digits and hyphens, starting with a lower case letter");
/** Id of a function: `auth/authorize`. */
export const functionReference = z
  .string()
  .regex(/^[a-z][a-z0-9-]*\/[a-z][A-Za-z0-9-]*$/, "write it as service/function: auth/authorize");
export const variable = z.string().regex(/^[A-Z_][A-Z0-9_]*$/, "use capitals, digits and underscores");
export const purpose = z.string().min(3).describe("Short description");

export const accepted = z
  .array(
    z.strictObject({
      finding: z
        .string()
        .describe("Code and subject of a finding, as check prints them: DATA_UNUSED table:rate-limits"),
      reason: z.string().min(10),
    }),
  )
  .default([])
  .describe("Suppressions: findings of check to accept in this file, with a reason");

/** An integer within an AWS limit. */
export function within({ min, max }: { readonly min: number; readonly max: number }): z.ZodInt {
  return z.int().min(min).max(max);
}
