import type { LambdaConfigType } from "@aws-sdk/client-cognito-identity-provider";
import { block, type Shape, text } from "../schema";

/** Functions that a user pool calls. */
export const lambdaConfig = block({
  createAuthChallenge: text(),
  customMessage: text(),
  defineAuthChallenge: text(),
  postAuthentication: text(),
  postConfirmation: text(),
  preAuthentication: text(),
  preSignUp: text(),
  preTokenGeneration: text({ computed: true }),
  preTokenGenerationConfig: block(
    { lambdaArn: text({ required: true }), lambdaVersion: text({ required: true }) },
    { computed: true },
  ),
  userMigration: text(),
  verifyAuthChallengeResponse: text(),
});

/** An empty one takes all triggers away. */
export function toLambdaConfig(
  triggers: Shape<{ lambdaConfig: typeof lambdaConfig }>["lambdaConfig"],
): LambdaConfigType {
  if (triggers === undefined) return {};
  const { preTokenGenerationConfig: tokens } = triggers;
  return {
    CreateAuthChallenge: triggers.createAuthChallenge,
    CustomMessage: triggers.customMessage,
    DefineAuthChallenge: triggers.defineAuthChallenge,
    PostAuthentication: triggers.postAuthentication,
    PostConfirmation: triggers.postConfirmation,
    PreAuthentication: triggers.preAuthentication,
    PreSignUp: triggers.preSignUp,
    PreTokenGeneration: triggers.preTokenGeneration,
    ...(tokens === undefined
      ? {}
      : { PreTokenGenerationConfig: { LambdaArn: tokens.lambdaArn, LambdaVersion: tokens.lambdaVersion as "V2_0" } }),
    UserMigration: triggers.userMigration,
    VerifyAuthChallengeResponse: triggers.verifyAuthChallengeResponse,
  };
}

export function fromLambdaConfig(triggers: LambdaConfigType | undefined) {
  if (triggers === undefined || Object.keys(triggers).length === 0) return undefined;
  const { PreTokenGenerationConfig: tokens } = triggers;
  return {
    createAuthChallenge: triggers.CreateAuthChallenge,
    customMessage: triggers.CustomMessage,
    defineAuthChallenge: triggers.DefineAuthChallenge,
    postAuthentication: triggers.PostAuthentication,
    postConfirmation: triggers.PostConfirmation,
    preAuthentication: triggers.PreAuthentication,
    preSignUp: triggers.PreSignUp,
    preTokenGeneration: triggers.PreTokenGeneration,
    preTokenGenerationConfig: tokens && { lambdaArn: tokens.LambdaArn, lambdaVersion: tokens.LambdaVersion },
    userMigration: triggers.UserMigration,
    verifyAuthChallengeResponse: triggers.VerifyAuthChallengeResponse,
  };
}
