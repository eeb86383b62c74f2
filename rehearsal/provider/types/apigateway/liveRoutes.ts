import type {
  ApiGatewayV2,
  Authorizer as AwsAuthorizer,
  Integration as AwsIntegration,
} from "@aws-sdk/client-apigatewayv2";
import { allPages } from "../../aws/aws";
import type { Integration, LiveApi } from "./openapi";
import type { Authorizer } from "./openapiAuthorizers";

const fromAws = (found: AwsIntegration): Integration => ({
  type: found.IntegrationType ?? "",
  uri: found.IntegrationUri ?? "",
  method: found.IntegrationMethod ?? "POST",
  payloadFormatVersion: found.PayloadFormatVersion ?? "1.0",
  timeoutInMillis: found.TimeoutInMillis ?? 30_000,
  credentialsArn: found.CredentialsArn,
});

function authorizerFromAws(found: AwsAuthorizer): Authorizer {
  const common = { name: found.Name ?? "", identitySource: found.IdentitySource ?? [] };
  if (found.AuthorizerType === "REQUEST") {
    return {
      type: "request",
      ...common,
      uri: found.AuthorizerUri ?? "",
      credentialsArn: found.AuthorizerCredentialsArn === "" ? undefined : found.AuthorizerCredentialsArn,
      payloadFormatVersion: found.AuthorizerPayloadFormatVersion ?? "2.0",
      simpleResponses: found.EnableSimpleResponses ?? false,
      cacheSeconds: found.AuthorizerResultTtlInSeconds ?? 0,
    };
  }
  const { Issuer: issuer = "", Audience: audience = [] } = found.JwtConfiguration ?? {};
  return { type: "jwt", ...common, issuer, audience };
}

const MaxResults = "500";

/** What an API has, for its `body` where the state knows none. */
export async function readApi(apigateway: ApiGatewayV2, ApiId: string): Promise<LiveApi> {
  const [routes, integrations, authorizers] = await Promise.all([
    allPages(async (NextToken) => {
      const page = await apigateway.getRoutes({ ApiId, MaxResults, NextToken });
      return { items: page.Items ?? [], next: page.NextToken };
    }),
    allPages(async (NextToken) => {
      const page = await apigateway.getIntegrations({ ApiId, MaxResults, NextToken });
      return { items: page.Items ?? [], next: page.NextToken };
    }),
    allPages(async (NextToken) => {
      const page = await apigateway.getAuthorizers({ ApiId, MaxResults, NextToken });
      return { items: page.Items ?? [], next: page.NextToken };
    }),
  ]);
  const byId = new Map(integrations.map((found) => [found.IntegrationId ?? "", found]));
  const names = new Map(authorizers.map((found) => [found.AuthorizerId ?? "", found.Name ?? ""]));
  return {
    routes: routes.map((route) => {
      const integration = byId.get((route.Target ?? "").replace("integrations/", ""));
      return {
        key: route.RouteKey ?? "",
        operationName: route.OperationName === "" ? undefined : route.OperationName,
        integration: integration && fromAws(integration),
        authorizer: ["JWT", "CUSTOM"].includes(route.AuthorizationType ?? "")
          ? (names.get(route.AuthorizerId ?? "") ?? "")
          : undefined,
        scopes: route.AuthorizationScopes ?? [],
      };
    }),
    authorizers: authorizers.map(authorizerFromAws),
  };
}
