import { z } from "zod";

/*
 * Lines of a set's users: groups first, then users, then memberships, each in the form of Cognito's API. Passwords, MFA secrets,
 * remembered devices and sessions are not among them: Cognito exports none.
 */

const attributeSchema = z.strictObject({ Name: z.string(), Value: z.string() });

const groupSchema = z.strictObject({
  GroupName: z.string(),
  Description: z.string().optional(),
  Precedence: z.int().optional(),
  RoleArn: z.string().optional(),
});

const userSchema = z.strictObject({
  Username: z.string(),
  /** With `sub`, the id that Cognito gave the user in this pool. */
  Attributes: z.array(attributeSchema),
  Enabled: z.boolean(),
  UserStatus: z.string(),
  /** ISO 8601 */
  UserCreateDate: z.string().nullable(),
});

export const userLineSchema = z.union([
  z.strictObject({ Group: groupSchema }),
  z.strictObject({ User: userSchema }),
  z.strictObject({ Membership: z.strictObject({ GroupName: z.string(), Username: z.string() }) }),
]);
export type UserLine = z.infer<typeof userLineSchema>;
export type CopiedUser = z.infer<typeof userSchema>;
export type CopiedGroup = z.infer<typeof groupSchema>;
