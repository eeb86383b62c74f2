import { defineRow } from "../../schema/row";
import { block, flag, number, type Shape, text, textSet } from "../../schema/schema";
import { poolKey } from "./poolKey";

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

export const userPoolClient = defineRow({
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
