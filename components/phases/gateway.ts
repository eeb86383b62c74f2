import { all, output, type CustomResource, type Output } from "@pulumi/pulumi";
import { apisWithRoutes, MAIN_API } from "../../model/catalog/apis";
import type { Catalog } from "../../model/catalog/schema/catalog";
import { functionsByService, type StageFunction } from "../../model/stage/functions";
import type { AnyStage } from "../../model/stage/stage";
import { apiAlarms } from "../monitoring/alarms";
import { arnOf, LIVE_ALIAS } from "../../model/arns";
import { stageDashboard } from "../monitoring/dashboard";
import type { StageContext } from "../functions/environment";
import { catalogService } from "../functions/catalogService";
import { stageRole, type StageRole } from "../functions/stageRole";
import { versionsOf, type Versions } from "../functions/lambdaService";
import { apiMapping, domainNames, domainResources } from "../api/customDomain";
import { httpApi, type HttpApi } from "../api/httpApi";
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

/** Id and address of an API. */
export interface ApiAddress {
  readonly id: string;
  /** Without a trailing slash. For an additional API its routes follow without the API's path. */
  readonly url: string;
}

/** Phase 4: the HTTP APIs, each from one document, and the services of its own phase. */
export class Gateway extends Phase {
  readonly apiId: Output<string>;
  readonly url: Output<string>;
  /** The additional APIs by path; null where there are none. */
  readonly additionalApis: Output<Readonly<Record<string, ApiAddress>>> | null;
  readonly versions: Versions;

  constructor(args: GatewayArgs, options: PhaseOptions) {
    super("gateway", options);
    const { catalog, functions, context } = args;
    const { stage } = context;
    const invoker = invokeRole(context, this);
    const { main, additional, domain } = httpApis(args, invoker, this);
    this.apiId = main.api.id;
    this.url = addressOf(stage, main).apply(({ url }) => url);
    this.additionalApis = additional.length === 0 ? null : addressesOf(stage, additional);
    const byService = functionsByService(functions);
    const complete = { ...context, api: { id: this.apiId, url: this.url } };
    const services = Object.values(catalog.services)
      .filter(({ phase }) => phase === "gateway")
      .map((service) => {
        const own = byService.get(service.service) ?? [];
        return catalogService({ catalog, service, functions: own, context: complete }, this);
      });
    this.versions = versionsOf(services);
    const apis = [main, ...additional];
    this.own(
      invoker.role,
      invoker.policy,
      ...apis.flatMap(({ api, deployed }) => [api, ...deployed]),
      ...domain,
      ...apis.flatMap(({ spec, api }) => apiAlarms(stage, spec, api.id, this)),
      stageDashboard(stage, catalog, { apiId: this.apiId, additionalApis: this.additionalApis }, this),
      ...generatedParameters(stage, catalog, { "api:url": this.url }, this),
      ...services.flatMap(({ resources }) => resources),
    );
    const urls = this.additionalApis?.apply((known) => Object.values(known).map(({ url }) => url));
    this.complete({ apiId: this.apiId, url: this.url, ...(urls === undefined ? {} : { additionalUrls: urls }) });
  }
}

interface HttpApis {
  readonly main: HttpApi;
  readonly additional: readonly HttpApi[];
  readonly domain: readonly CustomResource[];
}

/**
 * All APIs of the stage, behind one domain. The main API's stage follows the other APIs and their mappings, so that a path that moves
 * to an API of its own is always served.
 */
function httpApis({ catalog, functions, context }: GatewayArgs, invoker: StageRole, parent: Phase): HttpApis {
  const args = { catalog, functions, context, invoker: invoker.role };
  const specs = apisWithRoutes(catalog, functions).filter((spec) => spec !== MAIN_API);
  const additional = specs.map((spec) => httpApi(args, spec, parent));
  const domains = context.stage.api.customDomain ? domainNames(context, parent) : [];
  const mappings = domains.flatMap((domain) => additional.map((one) => apiMapping(domain, one, parent)));
  const main = httpApi(args, MAIN_API, parent, [...additional.map(({ stage }) => stage), ...mappings]);
  const served = domains.length === 0 ? [] : domainResources(domains, main, context, parent);
  return { main, additional, domain: [...served, ...mappings] };
}

function addressesOf(stage: AnyStage, apis: readonly HttpApi[]): Output<Readonly<Record<string, ApiAddress>>> {
  return output(Object.fromEntries(apis.map((one) => [one.spec.path, addressOf(stage, one)])));
}

function addressOf(stage: AnyStage, { spec, api }: HttpApi): Output<ApiAddress> {
  return all([api.id, api.apiEndpoint]).apply(([id, endpoint]) => ({
    id,
    url: urlOf(stage, { id, endpoint, path: spec.path }),
  }));
}

/** Address of an API for the stage's users. */
function urlOf(
  stage: AnyStage,
  { id, endpoint, path }: { readonly id: string; readonly endpoint: string; readonly path: string },
): string {
  if (stage.rehearsal !== undefined) return `${stage.rehearsal.endpoint}/_aws/execute-api/${id}`;
  return stage.api.customDomain ? `https://${stage.domains.api}${path}` : endpoint;
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
