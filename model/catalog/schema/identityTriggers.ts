import { z } from "zod";
import { functionReference } from "./fields";

/** Adds claims to tokens: to the ID token in all versions, to the access token from V2_0 on. */
const preTokenGeneration = z.strictObject({
  function: functionReference,
  version: z
    .enum(["V1_0", "V2_0", "V3_0"])
    .default("V1_0")
    .describe("Version of the event: V1_0 changes the ID token only; V2_0 and V3_0 also the access token"),
  claims: z.array(z.string().min(1)).default([]).describe("Claims that it adds; functions may read them"),
});

/**
 * Functions that Cognito calls, by trigger: `service/function`. Cognito's timeout is 5 s.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pools-working-with-lambda-triggers.html
 */
export const identityTriggersSchema = z.strictObject({
  preSignUp: functionReference.optional(),
  postConfirmation: functionReference.optional(),
  preAuthentication: functionReference.optional(),
  postAuthentication: functionReference.optional(),
  customMessage: functionReference.optional(),
  userMigration: functionReference.optional(),
  defineAuthChallenge: functionReference.optional(),
  createAuthChallenge: functionReference.optional(),
  verifyAuthChallengeResponse: functionReference.optional(),
  preTokenGeneration: preTokenGeneration.optional(),
});

export type IdentityTriggers = z.infer<typeof identityTriggersSchema>;
