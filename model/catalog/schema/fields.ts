import { z } from "zod";

// What the schemas of several files are made of.

export const name = z.string().regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, "use lower case words joined by hyphens");
export const functionName = z
  .string()
  .regex(/^[a-z][A-Za-z0-9-]*$/, "use letters, digits and hyphens, starting with a lower case letter");
/** A function as the rest of the catalog names it: `auth/authorize`. */
export const functionReference = z
  .string()
  .regex(/^[a-z][a-z0-9-]*\/[a-z][A-Za-z0-9-]*$/, "write it as service/function: auth/authorize");
export const variable = z.string().regex(/^[A-Z_][A-Z0-9_]*$/, "use capitals, digits and underscores");
export const purpose = z.string().min(3).describe("What it is for, in a few words");

export const accepted = z
  .array(
    z.strictObject({
      finding: z.string().describe("Code and subject, as check prints them: DATA_UNUSED table:rate-limits"),
      reason: z.string().min(10),
    }),
  )
  .default([])
  .describe("Findings of check that are accepted in this file, and why");

/** A whole number that AWS takes. */
export function within({ min, max }: { readonly min: number; readonly max: number }): z.ZodInt {
  return z.int().min(min).max(max);
}
