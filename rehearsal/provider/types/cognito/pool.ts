import type { CognitoIdentityProvider, UserPoolMfaType } from "@aws-sdk/client-cognito-identity-provider";
import { defineRow } from "../../schema/row";
import { inputs, type Inputs, type VerifiedAttribute, settings, readSettings } from "./poolSettings";
import { addedAttributes, type Attribute, fromSchema, toSchema } from "./schema";
import { fromLambdaConfig, updatedLambdaConfig } from "./triggers";

async function writeMfa(cognito: CognitoIdentityProvider, UserPoolId: string, given: Inputs): Promise<void> {
  const { smsConfiguration: sms, softwareTokenMfaConfiguration: token } = given;
  await cognito.setUserPoolMfaConfig({
    UserPoolId,
    MfaConfiguration: given.mfaConfiguration as UserPoolMfaType,
    SoftwareTokenMfaConfiguration: { Enabled: token?.enabled ?? false },
    ...(sms === undefined || given.mfaConfiguration === "OFF"
      ? {}
      : { SmsMfaConfiguration: { SmsConfiguration: { ExternalId: sms.externalId, SnsCallerArn: sms.snsCallerArn } } }),
  });
}

export const userPool = defineRow({
  token: "aws:cognito/userPool:UserPool",
  inputs,
  outputs: ["arn", "endpoint", "creationDate", "lastModifiedDate", "domain", "customDomain", "estimatedNumberOfUsers"],
  autoName: { property: "name" },
  async create({ cognito }, given) {
    const { UserPool } = await cognito.createUserPool({
      PoolName: given.name,
      ...settings(given),
      ...(given.usernameAttributes === undefined
        ? {}
        : { UsernameAttributes: [...given.usernameAttributes] as VerifiedAttribute[] }),
      ...(given.aliasAttributes === undefined
        ? {}
        : { AliasAttributes: [...given.aliasAttributes] as VerifiedAttribute[] }),
      ...(given.usernameConfiguration === undefined
        ? {}
        : { UsernameConfiguration: { CaseSensitive: given.usernameConfiguration.caseSensitive } }),
      ...(given.schemas === undefined ? {} : { Schema: given.schemas.map(toSchema) }),
      UserPoolTags: given.tagsAll,
    });
    return UserPool?.Id ?? "";
  },
  async settle({ cognito }, id, given) {
    const hasMfa = given.mfaConfiguration !== "OFF" || given.softwareTokenMfaConfiguration !== undefined;
    if (hasMfa) await writeMfa(cognito, id, given);
  },
  async read({ cognito, region }, id, state) {
    const { UserPool: pool } = await cognito.describeUserPool({ UserPoolId: id });
    if (pool === undefined) return undefined;
    const mfa = await cognito.getUserPoolMfaConfig({ UserPoolId: id });
    const token = mfa.SoftwareTokenMfaConfiguration;
    const declared = (state["schemas"] ?? []) as unknown as readonly Attribute[];
    return {
      ...readSettings(pool),
      name: pool.Name,
      usernameAttributes: pool.UsernameAttributes,
      aliasAttributes: pool.AliasAttributes,
      usernameConfiguration: pool.UsernameConfiguration && { caseSensitive: pool.UsernameConfiguration.CaseSensitive },
      autoVerifiedAttributes: pool.AutoVerifiedAttributes,
      mfaConfiguration: mfa.MfaConfiguration ?? "OFF",
      softwareTokenMfaConfiguration:
        token?.Enabled === true || state["softwareTokenMfaConfiguration"] !== undefined
          ? { enabled: token?.Enabled ?? false }
          : undefined,
      smsAuthenticationMessage: pool.SmsAuthenticationMessage,
      schemas: fromSchema(pool.SchemaAttributes ?? [], declared),
      deletionProtection: pool.DeletionProtection ?? "INACTIVE",
      lambdaConfig: fromLambdaConfig(pool.LambdaConfig),
      userPoolTier: pool.UserPoolTier,
      arn: pool.Arn,
      endpoint: `cognito-idp.${region}.amazonaws.com/${id}`,
      creationDate: pool.CreationDate,
      lastModifiedDate: pool.LastModifiedDate,
      domain: pool.Domain ?? "",
      customDomain: pool.CustomDomain ?? "",
      estimatedNumberOfUsers: pool.EstimatedNumberOfUsers,
      tags: pool.UserPoolTags ?? {},
    };
  },
  async update({ cognito }, { id, olds, news, changed }) {
    if (changed.has("schemas")) {
      const added = addedAttributes(olds.schemas ?? [], news.schemas ?? []);
      if (added.length > 0)
        await cognito.addCustomAttributes({ UserPoolId: id, CustomAttributes: added.map(toSchema) });
    }
    const tags = (news as Inputs & { readonly tagsAll?: Readonly<Record<string, string>> }).tagsAll ?? {};
    const { UserPool: pool } = await cognito.describeUserPool({ UserPoolId: id });
    await cognito.updateUserPool({
      UserPoolId: id,
      PoolName: news.name,
      ...settings(news),
      // Computed: left out, it stays.
      ...(news.smsConfiguration === undefined && pool?.SmsConfiguration !== undefined
        ? { SmsConfiguration: pool.SmsConfiguration }
        : {}),
      LambdaConfig: updatedLambdaConfig(news.lambdaConfig, pool?.LambdaConfig),
      UserPoolTags: tags,
    });
    if (
      ["mfaConfiguration", "softwareTokenMfaConfiguration", "smsConfiguration"].some((name) =>
        changed.has(name as keyof Inputs),
      )
    ) {
      await writeMfa(cognito, id, news);
    }
  },
  // The update has written the tags with the rest.
  async retag({ cognito }, { state, set, removed }) {
    const ResourceArn = String(state["arn"]);
    if (removed.length > 0) await cognito.untagResource({ ResourceArn, TagKeys: [...removed] });
    if (Object.keys(set).length > 0) await cognito.tagResource({ ResourceArn, Tags: set });
  },
  async remove({ cognito }, id) {
    await cognito.deleteUserPool({ UserPoolId: id });
  },
  recomputed: () => ["lastModifiedDate"],
});
