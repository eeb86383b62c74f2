import type { LambdaConfigType } from "@aws-sdk/client-cognito-identity-provider";
import { block, type Shape, text } from "../../schema/schema";

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

type Triggers = Shape<{ lambdaConfig: typeof lambdaConfig }>["lambdaConfig"];

/** An empty one takes all triggers away. */
export function toLambdaConfig(triggers: Triggers): LambdaConfigType {
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

/**
 * What an update sends: like the official provider, it keeps the pre token generation trigger that the pool has while the
 * program gives other triggers only. Without any trigger, all go.
 * https://github.com/hashicorp/terraform-provider-aws: `pre_token_generation` is optional and computed
 */
export function updatedLambdaConfig(given: Triggers, found: LambdaConfigType | undefined): LambdaConfigType {
  const desired = toLambdaConfig(given);
  if (given === undefined || found === undefined) return desired;
  return {
    ...desired,
    PreTokenGeneration: desired.PreTokenGeneration ?? found.PreTokenGeneration,
    PreTokenGenerationConfig: desired.PreTokenGenerationConfig ?? found.PreTokenGenerationConfig,
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
