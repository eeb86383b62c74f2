import * as apigatewayv2 from "@pulumi/aws/apigatewayv2";
import * as cloudwatch from "@pulumi/aws/cloudwatch";
import type * as iam from "@pulumi/aws/iam";
import { all, type CustomResource, type Output } from "@pulumi/pulumi";
import type { Catalog } from "../../model/catalog/schema/catalog";
import { LOOKUP_TAG, NAMES } from "../../model/names";
import { functionsByService, type StageFunction } from "../../model/stage/functions";
import type { AnyStage } from "../../model/stage/stage";
import { apiAlarms } from "../monitoring/alarms";
import { arnOf, LIVE_ALIAS } from "../../model/arns";
import { defaultTags } from "../stage/awsProvider";
import { stageDashboard } from "../monitoring/dashboard";
import { issuerOf } from "../../model/issuer";
import type { StageContext } from "../functions/environment";
import { catalogService } from "../functions/catalogService";
import { stageRole, type StageRole } from "../functions/stageRole";
import { versionsOf, type Versions } from "../functions/lambdaService";
import { customDomain } from "../api/customDomain";
import { fingerprint, openApiDocument, type ApiLabels } from "../api/openapi";
import { generatedParameters } from "../data/parameters";
import { trustPolicy } from "../../model/policy";
import { Phase, type PhaseOptions } from "./phase";

export interface GatewayArgs {
  readonly catalog: Catalog;
  /** All functions of the stage, for the routes of the API. */
  readonly functions: readonly StageFunction[];
  /** Everything but the API itself. */
  readonly context: Omit<StageContext, "api">;
}

/** Phase 4: the HTTP API, from one document, and the services of its own phase. */
export class Gateway extends Phase {
  readonly apiId: Output<string>;
  readonly url: Output<string>;
  readonly versions: Versions;

  constructor(args: GatewayArgs, options: PhaseOptions) {
    super("gateway", options);
    const { catalog, functions, context } = args;
    const { stage } = context;
    const invoker = invokeRole(context, this);
    const { api, document } = httpApi(args, invoker.role, this);
    const deployed = deployment(stage, catalog, api, document, this);
    const domain = stage.api.customDomain ? customDomain(context, api, deployed.stage, this) : [];
    this.apiId = api.id;
    this.url = all([api.id, api.apiEndpoint]).apply(([id, endpoint]) => urlOf(stage, id, endpoint));
    const byService = functionsByService(functions);
    const complete = { ...context, api: { id: api.id, url: this.url } };
    const services = Object.values(catalog.services)
      .filter(({ phase }) => phase === "gateway")
      .map((service) => {
        const own = byService.get(service.service) ?? [];
        return catalogService({ catalog, service, functions: own, context: complete }, this);
      });
    this.versions = versionsOf(services);
    this.own(
      invoker.role,
      invoker.policy,
      api,
      ...deployed.all,
      ...domain,
      ...apiAlarms(stage, api.id, this),
      stageDashboard(stage, catalog, api.id, this),
      ...generatedParameters(stage, catalog, { "api:url": this.url }, this),
      ...services.flatMap(({ resources }) => resources),
    );
    this.complete({ apiId: this.apiId, url: this.url });
  }
}

/** Address of the API for the stage's users. */
function urlOf(stage: AnyStage, id: string, endpoint: string): string {
  if (stage.rehearsal !== undefined) return `${stage.rehearsal.endpoint}/_aws/execute-api/${id}`;
  return stage.api.customDomain ? `https://${stage.domains.api}` : endpoint;
}

/** The role in which API Gateway invokes functions: one policy instead of a permission for each of 151 functions. */
function invokeRole({ stage, transition }: Pick<StageContext, "stage" | "transition">, parent: Phase): StageRole {
  return stageRole(
    stage,
    "api",
    {
      role: "api",
      trust: trustPolicy("apigateway.amazonaws.com"),
      policyName: "invoke",
      policy: JSON.stringify({
        Version: "2012-10-17",
        Statement: [
          { Effect: "Allow", Action: ["lambda:InvokeFunction"], Resource: [`${arnOf.functions(stage)}:${LIVE_ALIAS}`] },
        ],
      }),
      transition,
    },
    parent,
  );
}

function httpApi(
  { catalog, functions, context }: GatewayArgs,
  role: iam.Role,
  parent: Phase,
): { readonly api: apigatewayv2.Api; readonly document: Output<string> } {
  const { stage, identity } = context;
  const labels = apiLabels(stage, catalog);
  const document = all([identity.userPoolId, identity.clientId, role.arn]).apply(([poolId, clientId, invokeRoleArn]) =>
    openApiDocument(stage, catalog, functions, { labels, issuer: issuerOf(stage, poolId), clientId, invokeRoleArn }),
  );
  const api = new apigatewayv2.Api(
    "api",
    {
      name: labels.name,
      protocolType: "HTTP",
      description: labels.description,
      version: labels.version,
      body: document,
      failOnWarnings: true,
      corsConfiguration: corsOf(stage, catalog),
      tags: { [LOOKUP_TAG]: labels.name },
    },
    { parent },
  );
  return { api, document };
}

/** Crash recovery finds the API by its name; the catalog's title is in the description. */
function apiLabels(stage: AnyStage, { api }: Catalog): ApiLabels {
  const name = NAMES.api.of(stage, "api");
  return {
    name,
    description: `${api.title}: ${api.description}`,
    version: "1",
    tags: { ...defaultTags(stage), [LOOKUP_TAG]: name },
  };
}

function corsOf(stage: AnyStage, { api: { cors } }: Catalog) {
  const { allowHeaders, allowMethods, maxAgeSeconds } = cors;
  return { allowOrigins: stage.api.corsOrigins, allowHeaders, allowMethods, maxAge: maxAgeSeconds };
}

function deployment(
  stage: AnyStage,
  catalog: Catalog,
  api: apigatewayv2.Api,
  document: Output<string>,
  parent: Phase,
): { readonly stage: apigatewayv2.Stage; readonly all: readonly CustomResource[] } {
  const logs = new cloudwatch.LogGroup(
    "api-access-logs",
    { name: NAMES.accessLogs.of(stage, "api"), retentionInDays: stage.api.accessLogRetentionDays },
    { parent },
  );
  // All routes change at once, and the previous deployment can be selected again.
  const routes = new apigatewayv2.Deployment(
    "api-deployment",
    // Without automatic deployment, changed CORS settings go live with the next deployment, as routes do.
    {
      apiId: api.id,
      triggers: { routes: document.apply(fingerprint), cors: fingerprint(JSON.stringify(corsOf(stage, catalog))) },
    },
    { parent, dependsOn: [api] },
  );
  const live = new apigatewayv2.Stage(
    "api-stage",
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
    { parent },
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
