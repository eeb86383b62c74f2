import * as cognito from "@pulumi/aws/cognito";
import type { Output } from "@pulumi/pulumi";
import type { Catalog, Identity as IdentitySpec } from "../../model/catalog/schema/catalog";
import { LOOKUP_TAG, NAMES } from "../../model/names";
import { knownFunctionId } from "../../model/catalog/functions";
import type { IdentityTriggers } from "../../model/catalog/schema/identityTriggers";
import { triggerFunctions } from "../../model/catalog/identityTriggers";
import type { AnyStage } from "../../model/stage/stage";
import { issuerOf } from "../../model/issuer";
import { arnOf } from "../../model/arns";
import { generatedParameters } from "../data/parameters";
import { TOPICS, trustPolicy } from "../../model/policy";
import type { Transition } from "../functions/environment";
import { stageRole, type StageRole } from "../functions/stageRole";
import { Phase, type PhaseOptions } from "./phase";

/** External id that Cognito passes when it assumes the role for text messages. */
const SMS_EXTERNAL_ID = "listbackup-sms-mfa";

/** Phase 3: the Cognito user pool, its client, domain and groups. */
export class Identity extends Phase {
  readonly userPoolId: Output<string>;
  readonly userPoolArn: Output<string>;
  readonly clientId: Output<string>;

  constructor(
    stage: AnyStage,
    catalog: Catalog,
    /** Triggers of the pool: the catalog's, except those without a handler on the stage. */
    triggers: IdentityTriggers,
    transition: Transition | null,
    options: PhaseOptions,
  ) {
    super("identity", options);
    const { identity } = catalog;
    const sms = identity.mfaMethods.includes("sms") ? smsRole(stage, transition, this) : null;
    const pool = userPool(stage, identity, triggers, sms, this);
    const client = appClient(stage, identity, pool, this);
    const domain = new cognito.UserPoolDomain(
      "user-pool-domain",
      { domain: NAMES.userPoolDomain.of(stage), userPoolId: pool.id },
      { parent: this },
    );
    const groups = Object.entries(identity.groups).map(
      ([name, { precedence, purpose }]) =>
        new cognito.UserGroup(
          `group-${name}`,
          { name, precedence, description: purpose, userPoolId: pool.id },
          { parent: this },
        ),
    );
    const parameters = generatedParameters(
      stage,
      catalog,
      { "identity:user-pool-id": pool.id, "identity:client-id": client.id },
      this,
    );
    this.own(pool, client, domain, ...groups, ...parameters, ...(sms === null ? [] : [sms.role, sms.policy]));
    this.userPoolId = pool.id;
    this.userPoolArn = pool.arn;
    this.clientId = client.id;
    this.complete({ userPoolId: pool.id, clientId: client.id, issuer: pool.id.apply((id) => issuerOf(stage, id)) });
  }
}

function smsRole(stage: AnyStage, transition: Transition | null, parent: Phase): StageRole {
  return stageRole(
    stage,
    "cognito-sms",
    {
      role: "cognito-sms",
      trust: trustPolicy("cognito-idp.amazonaws.com", { StringEquals: { "sts:ExternalId": SMS_EXTERNAL_ID } }),
      policyName: "send-sms",
      // A phone number has no ARN. Everything else is denied, instead of excepted by NotResource, because Cognito checks
      // the role when it makes the pool, and documents this statement.
      policy: JSON.stringify({
        Version: "2012-10-17",
        Statement: [
          { Effect: "Allow", Action: ["sns:Publish"], Resource: ["*"] },
          { Effect: "Deny", Action: ["sns:Publish"], Resource: [TOPICS] },
        ],
      }),
      transition,
    },
    parent,
  );
}

function userPool(
  stage: AnyStage,
  identity: IdentitySpec,
  triggers: IdentityTriggers,
  sms: StageRole | null,
  parent: Phase,
): cognito.UserPool {
  const { password } = identity;
  const name = NAMES.userPool.of(stage, "users");
  return new cognito.UserPool(
    "user-pool",
    {
      name,
      usernameAttributes: ["email"],
      usernameConfiguration: { caseSensitive: false },
      autoVerifiedAttributes: ["email"],
      deletionProtection: stage.data.deletionProtection ? "ACTIVE" : "INACTIVE",
      passwordPolicy: {
        minimumLength: password.minimumLength,
        requireLowercase: password.lowercase,
        requireUppercase: password.uppercase,
        requireNumbers: password.numbers,
        requireSymbols: password.symbols,
        temporaryPasswordValidityDays: 7,
      },
      mfaConfiguration: identity.mfa,
      ...(identity.mfaMethods.includes("software-token") ? { softwareTokenMfaConfiguration: { enabled: true } } : {}),
      ...(sms === null
        ? {}
        : { smsConfiguration: { externalId: SMS_EXTERNAL_ID, snsCallerArn: sms.role.arn, snsRegion: stage.region } }),
      accountRecoverySetting: { recoveryMechanisms: [{ name: "verified_email", priority: 1 }] },
      schemas: identity.requiredAttributes.map((attribute) => ({
        name: attribute,
        attributeDataType: "String",
        mutable: true,
        required: true,
        stringAttributeConstraints: { minLength: "0", maxLength: "2048" },
      })),
      ...(identity.tier === undefined ? {} : { userPoolTier: identity.tier }),
      ...lambdaTriggers(stage, triggers),
      tags: { [LOOKUP_TAG]: name },
    },
    {
      parent,
      protect: stage.data.protect,
      // A changed schema or case sensitivity replaces the pool with all its users. A schema that is read back in another
      // form looks changed, and a pool of an earlier release is case-sensitive and stays so.
      ignoreChanges: ["schemas", "usernameConfiguration"],
      ...(sms === null ? {} : { dependsOn: [sms.policy] }),
    },
  );
}

/**
 * The ARNs follow from names, and Cognito calls a function only when its trigger fires: a new pool is created phases
 * before its functions. A pool in use gets new triggers only after an expansion has created their functions.
 */
function lambdaTriggers(stage: AnyStage, triggers: IdentityTriggers): Pick<cognito.UserPoolArgs, "lambdaConfig"> {
  const arns = Object.fromEntries(
    triggerFunctions(triggers).map(([trigger, id]) => {
      const { service, name } = knownFunctionId(id);
      return [trigger, arnOf.live(stage, service, name)] as const;
    }),
  );
  if (Object.keys(arns).length === 0) return {};
  const { preTokenGeneration: lambdaArn } = arns;
  const lambdaVersion = triggers.preTokenGeneration?.version ?? "V1_0";
  // AWS requires both to name one function, and the official provider keeps the last value of a setting that is left out.
  const preTokenGenerationConfig =
    lambdaArn === undefined ? {} : { preTokenGenerationConfig: { lambdaArn, lambdaVersion } };
  return { lambdaConfig: { ...arns, ...preTokenGenerationConfig } };
}

function appClient(
  stage: AnyStage,
  { client }: IdentitySpec,
  pool: cognito.UserPool,
  parent: Phase,
): cognito.UserPoolClient {
  return new cognito.UserPoolClient(
    "app-client",
    {
      name: NAMES.client.of(stage, "app"),
      userPoolId: pool.id,
      generateSecret: false,
      explicitAuthFlows: client.authFlows,
      supportedIdentityProviders: ["COGNITO"],
      allowedOauthFlowsUserPoolClient: true,
      allowedOauthFlows: client.oauthFlows,
      allowedOauthScopes: client.oauthScopes,
      callbackUrls: stage.identity.callbackUrls,
      logoutUrls: stage.identity.logoutUrls,
      accessTokenValidity: client.accessTokenHours,
      idTokenValidity: client.idTokenHours,
      refreshTokenValidity: client.refreshTokenDays,
      tokenValidityUnits: { accessToken: "hours", idToken: "hours", refreshToken: "days" },
      // A wrong password and an unknown user must look the same.
      preventUserExistenceErrors: "ENABLED",
    },
    { parent },
  );
}
