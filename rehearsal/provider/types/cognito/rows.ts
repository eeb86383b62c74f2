import type { CognitoIdentityProvider, CreateGroupCommandInput } from "@aws-sdk/client-cognito-identity-provider";
import { allPages } from "../../aws/aws";
import { defineRow, type Row } from "../../schema/row";
import { block, flag, number, type Shape, text, textSet } from "../../schema/schema";
import { userPool } from "./pool";

const clientInputs = {
  userPoolId: text({ required: true, replaces: true }),
  name: text({ required: true }),
  generateSecret: flag({ default: false, replaces: true }),
  explicitAuthFlows: textSet({ computed: true }),
  supportedIdentityProviders: textSet({ computed: true }),
  callbackUrls: textSet({ computed: true }),
  logoutUrls: textSet({ computed: true }),
  defaultRedirectUri: text({ computed: true }),
  allowedOauthFlows: textSet({ computed: true }),
  allowedOauthScopes: textSet({ computed: true }),
  allowedOauthFlowsUserPoolClient: flag({ computed: true }),
  accessTokenValidity: number({ computed: true }),
  idTokenValidity: number({ computed: true }),
  refreshTokenValidity: number({ computed: true }),
  authSessionValidity: number({ computed: true }),
  tokenValidityUnits: block({ accessToken: text(), idToken: text(), refreshToken: text() }, { computed: true }),
  preventUserExistenceErrors: text({ computed: true }),
  enableTokenRevocation: flag({ computed: true }),
  readAttributes: textSet({ computed: true }),
  writeAttributes: textSet({ computed: true }),
};

type ClientInputs = Shape<typeof clientInputs>;
const list = (items: readonly string[] | undefined): string[] | undefined => items && [...items];

function clientSettings(given: ClientInputs) {
  const { tokenValidityUnits: units } = given;
  return {
    UserPoolId: given.userPoolId,
    ClientName: given.name,
    ExplicitAuthFlows: list(given.explicitAuthFlows) as "ALLOW_USER_SRP_AUTH"[] | undefined,
    SupportedIdentityProviders: list(given.supportedIdentityProviders),
    CallbackURLs: list(given.callbackUrls),
    LogoutURLs: list(given.logoutUrls),
    DefaultRedirectURI: given.defaultRedirectUri,
    AllowedOAuthFlows: list(given.allowedOauthFlows) as "code"[] | undefined,
    AllowedOAuthScopes: list(given.allowedOauthScopes),
    AllowedOAuthFlowsUserPoolClient: given.allowedOauthFlowsUserPoolClient,
    AccessTokenValidity: given.accessTokenValidity,
    IdTokenValidity: given.idTokenValidity,
    RefreshTokenValidity: given.refreshTokenValidity,
    AuthSessionValidity: given.authSessionValidity,
    PreventUserExistenceErrors: given.preventUserExistenceErrors as "ENABLED" | undefined,
    EnableTokenRevocation: given.enableTokenRevocation,
    ReadAttributes: list(given.readAttributes),
    WriteAttributes: list(given.writeAttributes),
    ...(units === undefined
      ? {}
      : {
          TokenValidityUnits: {
            AccessToken: units.accessToken as "minutes" | undefined,
            IdToken: units.idToken as "minutes" | undefined,
            RefreshToken: units.refreshToken as "days" | undefined,
          },
        }),
  };
}

/** `POOL/CHILD` serves for an import; else the pool comes from the state. */
function poolKey(id: string, pool: unknown): readonly [pool: string, child: string] {
  const [first = "", second] = id.split("/");
  return second === undefined ? [String(pool), first] : [first, second];
}

const userPoolClient = defineRow({
  token: "aws:cognito/userPoolClient:UserPoolClient",
  inputs: clientInputs,
  outputs: ["clientSecret"],
  autoName: { property: "name" },
  async create({ cognito }, given) {
    const { UserPoolClient } = await cognito.createUserPoolClient({
      ...clientSettings(given),
      GenerateSecret: given.generateSecret,
    });
    return UserPoolClient?.ClientId ?? "";
  },
  async read({ cognito }, id, state) {
    const [UserPoolId, ClientId] = poolKey(id, state["userPoolId"]);
    const { UserPoolClient: found } = await cognito.describeUserPoolClient({ UserPoolId, ClientId });
    if (found === undefined) return undefined;
    const units = found.TokenValidityUnits;
    return {
      userPoolId: UserPoolId,
      name: found.ClientName,
      generateSecret: found.ClientSecret !== undefined,
      explicitAuthFlows: found.ExplicitAuthFlows,
      supportedIdentityProviders: found.SupportedIdentityProviders,
      callbackUrls: found.CallbackURLs,
      logoutUrls: found.LogoutURLs,
      defaultRedirectUri: found.DefaultRedirectURI,
      allowedOauthFlows: found.AllowedOAuthFlows,
      allowedOauthScopes: found.AllowedOAuthScopes,
      allowedOauthFlowsUserPoolClient: found.AllowedOAuthFlowsUserPoolClient,
      accessTokenValidity: found.AccessTokenValidity,
      idTokenValidity: found.IdTokenValidity,
      refreshTokenValidity: found.RefreshTokenValidity,
      authSessionValidity: found.AuthSessionValidity,
      tokenValidityUnits: units && {
        accessToken: units.AccessToken,
        idToken: units.IdToken,
        refreshToken: units.RefreshToken,
      },
      preventUserExistenceErrors: found.PreventUserExistenceErrors,
      enableTokenRevocation: found.EnableTokenRevocation,
      readAttributes: found.ReadAttributes,
      writeAttributes: found.WriteAttributes,
      clientSecret: found.ClientSecret ?? "",
    };
  },
  async update({ cognito }, { id, news }) {
    await cognito.updateUserPoolClient({ ...clientSettings(news), ClientId: id });
  },
  async remove({ cognito }, id, state) {
    const [UserPoolId, ClientId] = poolKey(id, state["userPoolId"]);
    await cognito.deleteUserPoolClient({ UserPoolId, ClientId });
  },
});

/** Another group of the same name with the same members. */
async function remakeGroup(
  cognito: CognitoIdentityProvider,
  group: { readonly UserPoolId: string; readonly GroupName: string },
  settings: Omit<CreateGroupCommandInput, "UserPoolId" | "GroupName">,
): Promise<void> {
  const members = await allPages(async (NextToken) => {
    const page = await cognito.listUsersInGroup({ ...group, NextToken });
    return { items: page.Users ?? [], next: page.NextToken };
  });
  await cognito.deleteGroup(group);
  await cognito.createGroup({ ...group, ...settings });
  for (const { Username } of members) await cognito.adminAddUserToGroup({ ...group, Username });
}

const userGroup = defineRow({
  token: "aws:cognito/userGroup:UserGroup",
  inputs: {
    userPoolId: text({ required: true, replaces: true }),
    name: text({ replaces: true }),
    description: text(),
    precedence: number(),
    roleArn: text(),
  },
  outputs: [],
  autoName: { property: "name" },
  async create({ cognito }, given) {
    await cognito.createGroup({
      UserPoolId: given.userPoolId,
      GroupName: given.name,
      Description: given.description,
      Precedence: given.precedence,
      RoleArn: given.roleArn,
    });
    return `${given.userPoolId}/${given.name ?? ""}`;
  },
  async read({ cognito }, id) {
    const [UserPoolId, GroupName] = poolKey(id, "");
    const { Group } = await cognito.getGroup({ UserPoolId, GroupName });
    if (Group === undefined) return undefined;
    return {
      userPoolId: UserPoolId,
      name: Group.GroupName,
      description: Group.Description,
      precedence: Group.Precedence,
      roleArn: Group.RoleArn,
    };
  },
  async update({ cognito }, { id, news }) {
    const [UserPoolId, GroupName] = poolKey(id, news.userPoolId);
    const settings = { Description: news.description ?? "", Precedence: news.precedence, RoleArn: news.roleArn };
    try {
      await cognito.updateGroup({ UserPoolId, GroupName, ...settings });
    } catch (error) {
      // MiniStack 1.5 has no UpdateGroup.
      if (!(error instanceof Error) || error.name !== "InvalidAction") throw error;
      await remakeGroup(cognito, { UserPoolId, GroupName }, settings);
    }
  },
  async remove({ cognito }, id) {
    const [UserPoolId, GroupName] = poolKey(id, "");
    await cognito.deleteGroup({ UserPoolId, GroupName });
  },
});

const userPoolDomain = defineRow({
  token: "aws:cognito/userPoolDomain:UserPoolDomain",
  inputs: {
    domain: text({ required: true, replaces: true }),
    userPoolId: text({ required: true, replaces: true }),
    certificateArn: text(),
    managedLoginVersion: number({ computed: true }),
  },
  outputs: [
    "awsAccountId",
    "cloudfrontDistribution",
    "cloudfrontDistributionArn",
    "cloudfrontDistributionZoneId",
    "s3Bucket",
    "version",
  ],
  async create({ cognito }, given) {
    await cognito.createUserPoolDomain({
      Domain: given.domain,
      UserPoolId: given.userPoolId,
      ManagedLoginVersion: given.managedLoginVersion,
      ...(given.certificateArn === undefined ? {} : { CustomDomainConfig: { CertificateArn: given.certificateArn } }),
    });
    return given.domain;
  },
  async read({ cognito }, id) {
    const { DomainDescription: found } = await cognito.describeUserPoolDomain({ Domain: id });
    if (found?.Domain === undefined) return undefined;
    return {
      domain: found.Domain,
      userPoolId: found.UserPoolId,
      certificateArn: found.CustomDomainConfig?.CertificateArn,
      managedLoginVersion: found.ManagedLoginVersion,
      awsAccountId: found.AWSAccountId,
      cloudfrontDistribution: found.CloudFrontDistribution ?? "",
      cloudfrontDistributionArn: found.CloudFrontDistribution ?? "",
      cloudfrontDistributionZoneId: "Z2FDTNDATAQYW2",
      s3Bucket: found.S3Bucket ?? "",
      version: found.Version,
    };
  },
  async update({ cognito }, { id, news }) {
    await cognito.updateUserPoolDomain({
      Domain: id,
      UserPoolId: news.userPoolId,
      ManagedLoginVersion: news.managedLoginVersion,
      ...(news.certificateArn === undefined ? {} : { CustomDomainConfig: { CertificateArn: news.certificateArn } }),
    });
  },
  async remove({ cognito }, id, state) {
    await cognito.deleteUserPoolDomain({ Domain: id, UserPoolId: String(state["userPoolId"]) });
  },
});

export const cognitoRows: readonly Row[] = [userPool, userPoolClient, userGroup, userPoolDomain];
