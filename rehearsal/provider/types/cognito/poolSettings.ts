import type { UserPoolType } from "@aws-sdk/client-cognito-identity-provider";
import { rangeOf } from "../../schema/limits";
import { TAGS_PROPERTY } from "../../schema/row";
import { block, blocks, flag, number, type Shape, text, textSet } from "../../schema/schema";
import { schemas } from "./schema";
import { lambdaConfig, toLambdaConfig } from "./triggers";

export const inputs = {
  name: text({ replaces: true, length: [1, 128] }),
  usernameAttributes: textSet({ replaces: true }),
  aliasAttributes: textSet({ replaces: true }),
  usernameConfiguration: block({ caseSensitive: flag({ required: true }) }, { replaces: true }),
  autoVerifiedAttributes: textSet(),
  passwordPolicy: block(
    {
      minimumLength: number({ default: 8, range: rangeOf("passwordLength") }),
      passwordHistorySize: number({ computed: true }),
      requireLowercase: flag({ default: false }),
      requireUppercase: flag({ default: false }),
      requireNumbers: flag({ default: false }),
      requireSymbols: flag({ default: false }),
      temporaryPasswordValidityDays: number({ default: 7, range: [0, 365] }),
    },
    { computed: true },
  ),
  mfaConfiguration: text({ default: "OFF", among: ["OFF", "ON", "OPTIONAL"] }),
  softwareTokenMfaConfiguration: block({ enabled: flag({ required: true }) }),
  smsConfiguration: block(
    {
      externalId: text({ required: true }),
      snsCallerArn: text({ required: true }),
      snsRegion: text({ computed: true }),
    },
    { computed: true },
  ),
  smsAuthenticationMessage: text({ computed: true }),
  emailConfiguration: block(
    {
      emailSendingAccount: text({ default: "COGNITO_DEFAULT" }),
      configurationSet: text(),
      fromEmailAddress: text(),
      replyToEmailAddress: text(),
      sourceArn: text(),
    },
    { computed: true },
  ),
  verificationMessageTemplate: block(
    {
      defaultEmailOption: text({ default: "CONFIRM_WITH_CODE" }),
      emailMessage: text({ computed: true }),
      emailSubject: text({ computed: true }),
      smsMessage: text({ computed: true }),
    },
    { computed: true },
  ),
  schemas,
  deletionProtection: text({ default: "INACTIVE" }),
  accountRecoverySetting: block(
    { recoveryMechanisms: blocks({ name: text({ required: true }), priority: number({ required: true }) }) },
    { computed: true },
  ),
  adminCreateUserConfig: block({ allowAdminCreateUserOnly: flag({ default: false }) }, { computed: true }),
  userAttributeUpdateSettings: block({ attributesRequireVerificationBeforeUpdates: textSet({ required: true }) }),
  lambdaConfig,
  userPoolTier: text({ computed: true }),
  tags: TAGS_PROPERTY,
};

export type Inputs = Shape<typeof inputs>;

export type VerifiedAttribute = "email" | "phone_number";

/** What create and update have in common. An update resets what it leaves out, so all of it goes every time. */
export function settings(given: Inputs) {
  const {
    passwordPolicy: password,
    smsConfiguration: sms,
    emailConfiguration: email,
    verificationMessageTemplate: template,
  } = given;
  return {
    AutoVerifiedAttributes: [...(given.autoVerifiedAttributes ?? [])] as VerifiedAttribute[],
    DeletionProtection: given.deletionProtection as "ACTIVE",
    UserPoolTier: given.userPoolTier as "ESSENTIALS" | undefined,
    LambdaConfig: toLambdaConfig(given.lambdaConfig),
    SmsAuthenticationMessage: given.smsAuthenticationMessage,
    ...(password === undefined
      ? {}
      : {
          Policies: {
            PasswordPolicy: {
              MinimumLength: password.minimumLength,
              PasswordHistorySize: password.passwordHistorySize,
              RequireLowercase: password.requireLowercase,
              RequireUppercase: password.requireUppercase,
              RequireNumbers: password.requireNumbers,
              RequireSymbols: password.requireSymbols,
              TemporaryPasswordValidityDays: password.temporaryPasswordValidityDays,
            },
          },
        }),
    ...(sms === undefined
      ? {}
      : { SmsConfiguration: { ExternalId: sms.externalId, SnsCallerArn: sms.snsCallerArn, SnsRegion: sms.snsRegion } }),
    ...(email === undefined
      ? {}
      : {
          EmailConfiguration: {
            EmailSendingAccount: email.emailSendingAccount as "DEVELOPER",
            ConfigurationSet: email.configurationSet,
            From: email.fromEmailAddress,
            ReplyToEmailAddress: email.replyToEmailAddress,
            SourceArn: email.sourceArn,
          },
        }),
    ...(template === undefined
      ? {}
      : {
          VerificationMessageTemplate: {
            DefaultEmailOption: template.defaultEmailOption as "CONFIRM_WITH_CODE",
            EmailMessage: template.emailMessage,
            EmailSubject: template.emailSubject,
            SmsMessage: template.smsMessage,
          },
        }),
    ...(given.accountRecoverySetting === undefined
      ? {}
      : {
          AccountRecoverySetting: {
            RecoveryMechanisms: (given.accountRecoverySetting.recoveryMechanisms ?? []).map(({ name, priority }) => ({
              Name: name as "verified_email",
              Priority: priority,
            })),
          },
        }),
    ...(given.adminCreateUserConfig === undefined
      ? {}
      : { AdminCreateUserConfig: { AllowAdminCreateUserOnly: given.adminCreateUserConfig.allowAdminCreateUserOnly } }),
    ...(given.userAttributeUpdateSettings === undefined
      ? {}
      : {
          UserAttributeUpdateSettings: {
            AttributesRequireVerificationBeforeUpdate: [
              ...given.userAttributeUpdateSettings.attributesRequireVerificationBeforeUpdates,
            ] as VerifiedAttribute[],
          },
        }),
  };
}

export function readSettings(pool: UserPoolType) {
  const password = pool.Policies?.PasswordPolicy;
  const { SmsConfiguration: sms, EmailConfiguration: email, VerificationMessageTemplate: template } = pool;
  const recovery = pool.AccountRecoverySetting?.RecoveryMechanisms;
  const beforeUpdate = pool.UserAttributeUpdateSettings?.AttributesRequireVerificationBeforeUpdate;
  return {
    passwordPolicy: password && {
      minimumLength: password.MinimumLength,
      passwordHistorySize: password.PasswordHistorySize,
      requireLowercase: password.RequireLowercase,
      requireUppercase: password.RequireUppercase,
      requireNumbers: password.RequireNumbers,
      requireSymbols: password.RequireSymbols,
      temporaryPasswordValidityDays: password.TemporaryPasswordValidityDays,
    },
    smsConfiguration: sms?.SnsCallerArn
      ? { externalId: sms.ExternalId, snsCallerArn: sms.SnsCallerArn, snsRegion: sms.SnsRegion }
      : undefined,
    emailConfiguration: email && {
      emailSendingAccount: email.EmailSendingAccount ?? "COGNITO_DEFAULT",
      configurationSet: email.ConfigurationSet,
      fromEmailAddress: email.From,
      replyToEmailAddress: email.ReplyToEmailAddress,
      sourceArn: email.SourceArn,
    },
    verificationMessageTemplate: template && {
      defaultEmailOption: template.DefaultEmailOption,
      emailMessage: template.EmailMessage,
      emailSubject: template.EmailSubject,
      smsMessage: template.SmsMessage,
    },
    accountRecoverySetting: recovery && {
      recoveryMechanisms: recovery.map(({ Name, Priority }) => ({ name: Name, priority: Priority })),
    },
    adminCreateUserConfig: pool.AdminCreateUserConfig && {
      allowAdminCreateUserOnly: pool.AdminCreateUserConfig.AllowAdminCreateUserOnly ?? false,
    },
    userAttributeUpdateSettings:
      beforeUpdate && beforeUpdate.length > 0
        ? { attributesRequireVerificationBeforeUpdates: beforeUpdate }
        : undefined,
  };
}
