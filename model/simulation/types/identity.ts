import { call, calls, wait } from "../step";
import type { TypeCalls } from "../typeCalls";

/* Calls of terraform-provider-aws, from experience with the provider, and not compared with its source. */

export const CALLS_OF_IDENTITY: Readonly<Record<string, TypeCalls>> = {
  "aws:cognito/userPool:UserPool": {
    create: () => calls("cognito", "CreateUserPool", "SetUserPoolMfaConfig"),
    update: () => calls("cognito", "UpdateUserPool"),
    remove: calls("cognito", "DeleteUserPool"),
    read: calls("cognito", "DescribeUserPool", "GetUserPoolMfaConfig"),
  },
  "aws:cognito/userPoolClient:UserPoolClient": {
    create: () => calls("cognito", "CreateUserPoolClient"),
    update: () => calls("cognito", "UpdateUserPoolClient"),
    remove: calls("cognito", "DeleteUserPoolClient"),
    read: calls("cognito", "DescribeUserPoolClient"),
  },
  "aws:cognito/userGroup:UserGroup": {
    create: () => calls("cognito", "CreateGroup"),
    update: () => calls("cognito", "UpdateGroup"),
    remove: calls("cognito", "DeleteGroup"),
    read: calls("cognito", "GetGroup"),
  },
  // A prefix of Amazon's domain: a domain of one's own takes minutes.
  "aws:cognito/userPoolDomain:UserPoolDomain": {
    create: () => [
      call("cognito", "CreateUserPoolDomain"),
      wait(5_000, "the domain becomes ACTIVE (a guess)"),
      call("cognito", "DescribeUserPoolDomain"),
    ],
    remove: calls("cognito", "DeleteUserPoolDomain", "DescribeUserPoolDomain"),
    read: calls("cognito", "DescribeUserPoolDomain"),
  },
  "aws:ses/template:Template": {
    create: () => calls("ses", "CreateTemplate"),
    update: () => calls("ses", "UpdateTemplate"),
    remove: calls("ses", "DeleteTemplate"),
    read: calls("ses", "GetTemplate"),
  },
  "aws:sesv2/configurationSet:ConfigurationSet": {
    create: () => calls("ses", "CreateConfigurationSet"),
    update: () => calls("ses", "PutConfigurationSetReputationOptions"),
    remove: calls("ses", "DeleteConfigurationSet"),
    read: calls("ses", "GetConfigurationSet", "ListTagsForResource"),
  },
  "aws:sesv2/configurationSetEventDestination:ConfigurationSetEventDestination": {
    create: () => calls("ses", "CreateConfigurationSetEventDestination"),
    update: () => calls("ses", "UpdateConfigurationSetEventDestination"),
    remove: calls("ses", "DeleteConfigurationSetEventDestination"),
    read: calls("ses", "GetConfigurationSetEventDestinations"),
  },
  "aws:sesv2/emailIdentity:EmailIdentity": {
    create: () => calls("ses", "CreateEmailIdentity"),
    update: () => calls("ses", "PutEmailIdentityConfigurationSetAttributes"),
    remove: calls("ses", "DeleteEmailIdentity"),
    read: calls("ses", "GetEmailIdentity", "ListTagsForResource"),
  },
};
