import type {
  ApiGatewayV2,
  Authorizer as AwsAuthorizer,
  Integration as AwsIntegration,
} from "@aws-sdk/client-apigatewayv2";
import { allPages } from "../../aws/aws";
import type { Document, Import, Integration, LiveApi, LiveRoute, Route } from "./openapi";
import type { Authorizer } from "./openapiAuthorizers";
import { planImport } from "./openapi";

/** How many calls are under way at once while a document is imported. */
const IN_FLIGHT = 16;

async function eachOf<T>(items: readonly T[], work: (item: T) => Promise<unknown>): Promise<void> {
  const queue = [...items];
  const worker = async (): Promise<void> => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(IN_FLIGHT, items.length) }, worker));
}

const NOWHERE: Integration = {
  type: "",
  uri: "",
  method: "",
  payloadFormatVersion: "",
  timeoutInMillis: 0,
  credentialsArn: undefined,
};

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
  const live: readonly LiveRoute[] = routes.map((route) => {
    const integrationId = (route.Target ?? "").replace("integrations/", "");
    const integration = byId.get(integrationId);
    return {
      routeId: route.RouteId ?? "",
      key: route.RouteKey ?? "",
      operationName: route.OperationName === "" ? undefined : route.OperationName,
      integration: integration === undefined ? NOWHERE : fromAws(integration),
      integrationId: integration === undefined ? undefined : integrationId,
      authorizer: ["JWT", "CUSTOM"].includes(route.AuthorizationType ?? "")
        ? (names.get(route.AuthorizerId ?? "") ?? "")
        : undefined,
      scopes: route.AuthorizationScopes ?? [],
    };
  });
  const used = new Set(live.map((route) => route.integrationId));
  return {
    routes: live,
    authorizers: authorizers.map((found) => ({
      ...authorizerFromAws(found),
      authorizerId: found.AuthorizerId ?? "",
    })),
    orphans: [...byId.keys()].filter((id) => !used.has(id)),
  };
}

function toAuthorizer(wanted: Authorizer) {
  const common = { Name: wanted.name, IdentitySource: [...wanted.identitySource] };
  if (wanted.type === "jwt") {
    const { issuer, audience } = wanted;
    return { ...common, AuthorizerType: "JWT" as const, JwtConfiguration: { Issuer: issuer, Audience: [...audience] } };
  }
  return {
    ...common,
    AuthorizerType: "REQUEST" as const,
    AuthorizerUri: wanted.uri,
    AuthorizerPayloadFormatVersion: wanted.payloadFormatVersion,
    EnableSimpleResponses: wanted.simpleResponses,
    AuthorizerResultTtlInSeconds: wanted.cacheSeconds,
    ...(wanted.credentialsArn === undefined ? {} : { AuthorizerCredentialsArn: wanted.credentialsArn }),
  };
}

const toIntegration = (wanted: Integration) => ({
  IntegrationType: wanted.type as "AWS_PROXY",
  IntegrationUri: wanted.uri,
  IntegrationMethod: wanted.method,
  PayloadFormatVersion: wanted.payloadFormatVersion,
  TimeoutInMillis: wanted.timeoutInMillis,
  ...(wanted.credentialsArn === undefined ? {} : { CredentialsArn: wanted.credentialsArn }),
});

/** Authorizers by name, as routes refer to them. */
type Authorizers = ReadonlyMap<string, { readonly id: string; readonly type: Authorizer["type"] }>;

function toRoute(wanted: Route, integrationId: string, authorizers: Authorizers) {
  const authorizer = wanted.authorizer === undefined ? undefined : authorizers.get(wanted.authorizer);
  return {
    RouteKey: wanted.key,
    Target: `integrations/${integrationId}`,
    OperationName: wanted.operationName ?? "",
    AuthorizationType:
      authorizer === undefined ? ("NONE" as const) : authorizer.type === "jwt" ? ("JWT" as const) : ("CUSTOM" as const),
    AuthorizerId: authorizer?.id ?? "",
    AuthorizationScopes: [...wanted.scopes],
  };
}

async function importRoutes(apigateway: ApiGatewayV2, ApiId: string, plan: Import, ids: Authorizers): Promise<void> {
  const integrate = async (wanted: Integration): Promise<string> => {
    const { IntegrationId = "" } = await apigateway.createIntegration({ ApiId, ...toIntegration(wanted) });
    return IntegrationId;
  };
  await eachOf(plan.createRoutes, async (route) => {
    const integrationId = await integrate(route.integration);
    const { AuthorizerId, ...settings } = toRoute(route, integrationId, ids);
    await apigateway.createRoute({ ApiId, ...settings, ...(AuthorizerId ? { AuthorizerId } : {}) });
  });
  await eachOf(plan.updateRoutes, async ([live, route]) => {
    if (live.integrationId !== undefined) {
      await apigateway.updateIntegration({
        ApiId,
        IntegrationId: live.integrationId,
        ...toIntegration(route.integration),
      });
    }
    const integrationId = live.integrationId ?? (await integrate(route.integration));
    await apigateway.updateRoute({ ApiId, RouteId: live.routeId, ...toRoute(route, integrationId, ids) });
  });
  await eachOf(plan.deleteRoutes, async ({ routeId, integrationId }) => {
    await apigateway.deleteRoute({ ApiId, RouteId: routeId });
    if (integrationId !== undefined) await apigateway.deleteIntegration({ ApiId, IntegrationId: integrationId });
  });
  await eachOf(plan.deleteIntegrations, (IntegrationId) => apigateway.deleteIntegration({ ApiId, IntegrationId }));
}

/** Does to the API what AWS does when it imports a document, by exactly the calls that the difference needs. */
export async function importOpenApi(apigateway: ApiGatewayV2, ApiId: string, wanted: Document): Promise<void> {
  const live = await readApi(apigateway, ApiId);
  const plan = planImport(live, wanted);
  const ids = new Map(live.authorizers.map(({ name, type, authorizerId }) => [name, { id: authorizerId, type }]));
  for (const authorizer of plan.createAuthorizers) {
    const { AuthorizerId = "" } = await apigateway.createAuthorizer({ ApiId, ...toAuthorizer(authorizer) });
    ids.set(authorizer.name, { id: AuthorizerId, type: authorizer.type });
  }
  for (const [{ authorizerId }, authorizer] of plan.updateAuthorizers) {
    await apigateway.updateAuthorizer({ ApiId, AuthorizerId: authorizerId, ...toAuthorizer(authorizer) });
  }
  await importRoutes(apigateway, ApiId, plan, ids);
  for (const { authorizerId } of plan.deleteAuthorizers) {
    await apigateway.deleteAuthorizer({ ApiId, AuthorizerId: authorizerId });
  }
}
