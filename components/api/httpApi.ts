import * as apigatewayv2 from "@pulumi/aws/apigatewayv2";
import * as cloudwatch from "@pulumi/aws/cloudwatch";
import type * as iam from "@pulumi/aws/iam";
import { all, type CustomResource, type Input, type Output, type Resource } from "@pulumi/pulumi";
import { apiServing, apisOf, MAIN_API, type CatalogApi } from "../../model/catalog/apis";
import { parseRoute } from "../../model/catalog/route";
import type { Catalog } from "../../model/catalog/schema/catalog";
import { issuerOf } from "../../model/issuer";
import { API_PATH_TAG, LOOKUP_TAG, NAMES } from "../../model/names";
import type { StageFunction } from "../../model/stage/functions";
import type { AnyStage } from "../../model/stage/stage";
import type { StageContext } from "../functions/environment";
import { defaultTags } from "../stage/awsProvider";
import { fingerprint, openApiDocument, type ApiLabels } from "./openapi";

export interface HttpApiArgs {
  readonly catalog: Catalog;
  /** All functions of the stage, for the routes of its APIs. */
  readonly functions: readonly StageFunction[];
  readonly context: Pick<StageContext, "stage" | "identity">;
  /** Role that API Gateway assumes to invoke functions. */
  readonly invoker: iam.Role;
}

/** An HTTP API that serves its routes. */
export interface HttpApi {
  readonly spec: CatalogApi;
  readonly api: apigatewayv2.Api;
  readonly stage: apigatewayv2.Stage;
  /** Without the API itself. */
  readonly deployed: readonly CustomResource[];
}

/** An HTTP API from one document, with its access log, its deployment and its stage. @param after what its stage waits for */
export function httpApi(
  args: HttpApiArgs,
  spec: CatalogApi,
  parent: Resource,
  after: readonly Input<Resource>[] = [],
): HttpApi {
  const { stage } = args.context;
  const document = apiDocument(args, spec);
  const labels = apiLabels(stage, args.catalog, spec);
  const api = new apigatewayv2.Api(
    spec.name,
    {
      name: labels.name,
      protocolType: "HTTP",
      description: labels.description,
      version: labels.version,
      body: document,
      failOnWarnings: true,
      corsConfiguration: corsOf(stage, args.catalog),
      tags: ownTags(spec, labels.name),
    },
    { parent },
  );
  const deployed = deployment(args, spec, { api, document, after }, parent);
  return { spec, api, stage: deployed.stage, deployed: deployed.all };
}

function apiDocument({ catalog, functions, context, invoker }: HttpApiArgs, spec: CatalogApi): Output<string> {
  const { stage, identity } = context;
  const labels = apiLabels(stage, catalog, spec);
  const own = functionsOf(catalog, functions, spec);
  return all([identity.userPoolId, identity.clientId, invoker.arn]).apply(([poolId, clientId, invokeRoleArn]) =>
    openApiDocument(stage, catalog, own, { labels, issuer: issuerOf(stage, poolId), clientId, invokeRoleArn }, spec),
  );
}

/** The functions with their routes in one API. */
function functionsOf(
  catalog: Catalog,
  functions: readonly StageFunction[],
  spec: CatalogApi,
): readonly StageFunction[] {
  const apis = apisOf(catalog);
  if (apis.length === 1) return functions;
  return functions.flatMap((fn) => {
    const routes = fn.spec.routes.filter((text) => apiServing(apis, parseRoute(text).path)?.path === spec.path);
    return routes.length === 0 ? [] : [{ ...fn, spec: { ...fn.spec, routes } }];
  });
}

/** Crash recovery finds the API by its name; the catalog's title is in the description. */
function apiLabels(stage: AnyStage, { api }: Catalog, spec: CatalogApi): ApiLabels {
  const name = NAMES.api.of(stage, spec.name);
  return {
    name,
    description: `${api.title}: ${spec.purpose ?? api.description}`,
    version: "1",
    tags: { ...defaultTags(stage), ...ownTags(spec, name) },
  };
}

function ownTags({ path }: CatalogApi, name: string): Record<string, string> {
  return { [LOOKUP_TAG]: name, ...(path === MAIN_API.path ? {} : { [API_PATH_TAG]: path }) };
}

function corsOf(stage: AnyStage, { api: { cors } }: Catalog) {
  const { allowHeaders, allowMethods, maxAgeSeconds } = cors;
  return { allowOrigins: stage.api.corsOrigins, allowHeaders, allowMethods, maxAge: maxAgeSeconds };
}

function deployment(
  { catalog, context: { stage } }: HttpApiArgs,
  { name }: CatalogApi,
  {
    api,
    document,
    after,
  }: {
    readonly api: apigatewayv2.Api;
    readonly document: Output<string>;
    readonly after: readonly Input<Resource>[];
  },
  parent: Resource,
): { readonly stage: apigatewayv2.Stage; readonly all: readonly CustomResource[] } {
  const logs = new cloudwatch.LogGroup(
    `${name}-access-logs`,
    { name: NAMES.accessLogs.of(stage, name), retentionInDays: stage.api.accessLogRetentionDays },
    { parent },
  );
  // All routes change at once, and the previous deployment can be selected again.
  const routes = new apigatewayv2.Deployment(
    `${name}-deployment`,
    // Without automatic deployment, changed CORS settings go live with the next deployment, as routes do.
    {
      apiId: api.id,
      triggers: { routes: document.apply(fingerprint), cors: fingerprint(JSON.stringify(corsOf(stage, catalog))) },
    },
    { parent, dependsOn: [api] },
  );
  const live = new apigatewayv2.Stage(
    `${name}-stage`,
    {
      apiId: api.id,
      name: "$default",
      autoDeploy: false,
      deploymentId: routes.id,
      defaultRouteSettings: {
        throttlingRateLimit: stage.api.throttle.ratePerSecond,
        throttlingBurstLimit: stage.api.throttle.burst,
      },
      accessLogSettings: { destinationArn: logs.arn, format: ACCESS_LOG },
    },
    { parent, ...(after.length === 0 ? {} : { dependsOn: [...after] }) },
  );
  return { stage: live, all: [logs, routes, live] };
}

/** One JSON object for each request, without headers, tokens or bodies. */
const ACCESS_LOG = JSON.stringify({
  requestId: "$context.requestId",
  time: "$context.requestTime",
  route: "$context.routeKey",
  status: "$context.status",
  latency: "$context.responseLatency",
  integrationLatency: "$context.integrationLatency",
  integrationStatus: "$context.integrationStatus",
  // Lambda's id of the invocation: a rollout finds the version that answered by it.
  invocation: "$context.integration.requestId",
  error: "$context.error.message",
  ip: "$context.identity.sourceIp",
});
