import type { Aws } from "../../../../rehearsal/provider/aws/aws";
import type { Example } from "./example";

interface Operation {
  readonly function: string;
  /** true: by the JWT authorizer; "lambda": by the Lambda authorizer. */
  readonly secured?: boolean | "lambda";
}

const uri = (name: string): string =>
  `arn:aws:apigateway:us-west-2:lambda:path/2015-03-31/functions/arn:aws:lambda:us-west-2:123456789012:function:${name}:live/invocations`;

/** What an import writes over the API's own name, version and tags. */
interface Labels {
  readonly info?: { readonly title: string; readonly version: string };
  readonly tags?: Readonly<Record<string, string>>;
}

/** An OpenAPI document of `GET` operations, with a JWT authorizer, and a Lambda authorizer where one asks for it. */
export function documentOf(
  operations: Readonly<Record<string, Operation>>,
  audience = "client",
  { info = { title: "example", version: "1" }, tags = {} }: Labels = {},
): string {
  const paths = Object.entries(operations).map(([path, { function: name, secured }]) => [
    path,
    {
      get: {
        operationId: name,
        ...(secured === true ? { security: [{ jwt: [] }] } : {}),
        ...(secured === "lambda" ? { security: [{ session: [] }] } : {}),
        "x-amazon-apigateway-integration": {
          type: "aws_proxy",
          httpMethod: "POST",
          uri: uri(name),
          credentials: "arn:aws:iam::123456789012:role/gateway",
          payloadFormatVersion: "2.0",
          timeoutInMillis: 29_000,
        },
      },
    },
  ]);
  return JSON.stringify({
    openapi: "3.0.1",
    info,
    tags: Object.entries(tags).map(([name, value]) => ({ name, "x-amazon-apigateway-tag-value": value })),
    paths: Object.fromEntries(paths) as unknown,
    components: {
      securitySchemes: {
        jwt: {
          type: "oauth2",
          "x-amazon-apigateway-authorizer": {
            type: "jwt",
            identitySource: "$request.header.Authorization",
            jwtConfiguration: { issuer: "https://cognito-idp.us-west-2.amazonaws.com/pool", audience: [audience] },
          },
        },
        ...(Object.values(operations).some(({ secured }) => secured === "lambda")
          ? { session: lambdaAuthorizer(audience) }
          : {}),
      },
    },
  });
}

/** @param name of the function, so that another one is another authorizer */
const lambdaAuthorizer = (name: string) => ({
  type: "apiKey",
  name: "Authorization",
  in: "header",
  "x-amazon-apigateway-authorizer": {
    type: "request",
    authorizerUri: uri(name),
    authorizerCredentials: "arn:aws:iam::123456789012:role/gateway",
    authorizerPayloadFormatVersion: "2.0",
    enableSimpleResponses: true,
    authorizerResultTtlInSeconds: 60,
    identitySource: "$request.header.Authorization, $request.querystring.account",
  },
});

const apiNeeds = async ({ apigateway }: Aws) => {
  const { ApiId = "" } = await apigateway.createApi({ Name: "example", ProtocolType: "HTTP" });
  const { DeploymentId: one = "" } = await apigateway.createDeployment({ ApiId });
  const { DeploymentId: two = "" } = await apigateway.createDeployment({ ApiId });
  return { api: ApiId, one, two };
};

const CERTIFICATE = "arn:aws:acm:us-west-2:123456789012:certificate/one";
const certified = (certificateArn: string) => ({ certificateArn, endpointType: "REGIONAL", securityPolicy: "TLS_1_2" });

export const gatewayExamples: readonly Example[] = [
  {
    token: "aws:apigatewayv2/api:Api",
    inputs: () => ({
      name: "example-api",
      protocolType: "HTTP",
      description: "First",
      version: "1",
      body: documentOf(
        {
          "/health": { function: "health" },
          "/users/{id}": { function: "users", secured: true },
          "/jobs": { function: "jobs", secured: "lambda" },
        },
        "client",
        { info: { title: "example-api", version: "1" }, tags: { project: "contract", part: "api" } },
      ),
      failOnWarnings: true,
      corsConfiguration: { allowMethods: ["GET", "POST"], allowOrigins: ["https://example.com"], maxAge: 300 },
      tags: { part: "api" },
    }),
    update: () => ({
      name: "example-api",
      protocolType: "HTTP",
      version: "2",
      body: documentOf(
        {
          "/health": { function: "health" },
          "/users/{id}": { function: "other" },
          "/new": { function: "new", secured: true },
          "/jobs": { function: "jobs", secured: "lambda" },
        },
        "another-client",
        { info: { title: "example-api", version: "2" }, tags: { project: "contract" } },
      ),
      failOnWarnings: true,
    }),
    replace: { protocolType: "WEBSOCKET" },
    drift: {
      change: ({ apigateway }, id) => apigateway.updateApi({ ApiId: id, Description: "By hand" }),
      shows: ["description"],
    },
    unread: ["failOnWarnings", "body"],
  },
  {
    token: "aws:apigatewayv2/deployment:Deployment",
    needs: apiNeeds,
    inputs: ({ api = "" }) => ({ apiId: api, triggers: { document: "one" } }),
    replace: { triggers: { document: "two" } },
    importId: (id, { apiId }) => `${String(apiId)}/${id}`,
    unread: ["triggers"],
  },
  {
    token: "aws:apigatewayv2/stage:Stage",
    needs: apiNeeds,
    inputs: ({ api = "", one = "" }) => ({
      apiId: api,
      name: "$default",
      deploymentId: one,
      accessLogSettings: {
        destinationArn: "arn:aws:logs:us-west-2:123456789012:log-group:/api:*",
        format: JSON.stringify({ requestId: "$context.requestId" }),
      },
      defaultRouteSettings: { throttlingBurstLimit: 100, throttlingRateLimit: 50, detailedMetricsEnabled: true },
      stageVariables: { kind: "a" },
      tags: { part: "stage" },
    }),
    update: ({ api = "", two = "" }) => ({
      apiId: api,
      name: "$default",
      deploymentId: two,
      defaultRouteSettings: { throttlingBurstLimit: 10, throttlingRateLimit: 5 },
    }),
    replace: { name: "other" },
    drift: {
      change: ({ apigateway }, id, { api, one }) =>
        apigateway.updateStage({ ApiId: api, StageName: id, DeploymentId: one }),
      shows: ["deploymentId"],
    },
    importId: (id, { apiId }) => `${String(apiId)}/${id}`,
  },
  {
    token: "aws:apigatewayv2/domainName:DomainName",
    inputs: () => ({
      domainName: "api.example.com",
      domainNameConfiguration: certified(CERTIFICATE),
      tags: { part: "domain" },
    }),
    update: () => ({ domainName: "api.example.com", domainNameConfiguration: certified(`${CERTIFICATE}-two`) }),
    replace: { domainName: "other.example.com" },
  },
  {
    token: "aws:apigatewayv2/apiMapping:ApiMapping",
    needs: async (aws) => {
      const { api } = await apiNeeds(aws);
      for (const StageName of ["one", "two"]) await aws.apigateway.createStage({ ApiId: api, StageName });
      await aws.apigateway.createDomainName({
        DomainName: "mapped.example.com",
        DomainNameConfigurations: [{ CertificateArn: CERTIFICATE, EndpointType: "REGIONAL" }],
      });
      return { api };
    },
    inputs: ({ api = "" }) => ({ apiId: api, domainName: "mapped.example.com", stage: "one" }),
    update: ({ api = "" }) => ({ apiId: api, domainName: "mapped.example.com", stage: "two" }),
    replace: { domainName: "other.example.com" },
    importId: (id) => `${id}/mapped.example.com`,
  },
];
