import * as apigatewayv2 from "@pulumi/aws/apigatewayv2";
import * as route53 from "@pulumi/aws/route53";
import type { CustomResource, Input, Resource } from "@pulumi/pulumi";
import { NAMES } from "../../model/names";
import type { FailoverSettings } from "../../model/stage/failover";
import type { AnyStage } from "../../model/stage/stage";
import type { StageContext } from "../functions/environment";
import type { HttpApi } from "./httpApi";

type DomainContext = Pick<StageContext, "stage" | "certificateArn" | "failoverCertificateArn" | "zoneId">;

/** A domain name of the APIs, and which record leads to it. */
export interface ApiDomain {
  /** Pulumi names of its resources start with it. */
  readonly prefix: "api" | "failover";
  readonly resource: apigatewayv2.DomainName;
  readonly name: string;
}

/** How Route 53 selects the record. `setIdentifier` is the region's side, for one name and type. */
type Routing =
  | { readonly kind: "simple" }
  | { readonly kind: "failover"; readonly type: "PRIMARY"; readonly healthCheck: route53.HealthCheck }
  | { readonly kind: "failover"; readonly type: "SECONDARY" };

/** The stage's custom domain, and for a secondary stage the domain that it takes over. */
export function domainNames(
  { stage, certificateArn, failoverCertificateArn }: DomainContext,
  parent: Resource,
): readonly ApiDomain[] {
  const { failover, domains } = stage;
  const own = domainName("api", domains.api, certificateArn, parent);
  return failover.kind === "secondary"
    ? [own, domainName("failover", failover.domain, failoverCertificateArn, parent)]
    : [own];
}

function domainName(
  prefix: ApiDomain["prefix"],
  name: string,
  certificateArn: Input<string>,
  parent: Resource,
): ApiDomain {
  const resource = new apigatewayv2.DomainName(
    `${prefix}-domain`,
    {
      domainName: name,
      domainNameConfiguration: { certificateArn, endpointType: "REGIONAL", securityPolicy: "TLS_1_2" },
    },
    { parent },
  );
  return { prefix, name, resource };
}

/** Domains with the mapping of the main API and their records. */
export function domainResources(
  domains: readonly ApiDomain[],
  main: HttpApi,
  { stage, zoneId }: Pick<DomainContext, "stage" | "zoneId">,
  parent: Resource,
): readonly CustomResource[] {
  const { failover } = stage;
  const check = failover.kind === "primary" ? healthCheck(stage, failover, main.api, parent) : null;
  const routings: Readonly<Record<ApiDomain["prefix"], Routing>> = {
    api: check === null ? { kind: "simple" } : { kind: "failover", type: "PRIMARY", healthCheck: check },
    failover: { kind: "failover", type: "SECONDARY" },
  };
  return [
    ...(check === null ? [] : [check]),
    ...domains.flatMap((domain) => [
      domain.resource,
      apiMapping(domain, main, parent),
      domainRecord(domain, routings[domain.prefix], zoneId, parent),
    ]),
  ];
}

/**
 * Sends requests below the API's path to it. API Gateway matches its routes without the path.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-mappings.html
 */
export function apiMapping(
  { prefix, resource }: ApiDomain,
  { spec, api, stage }: HttpApi,
  parent: Resource,
): apigatewayv2.ApiMapping {
  const key = spec.path.slice(1);
  return new apigatewayv2.ApiMapping(
    `${prefix}-mapping${spec.path.replaceAll("/", "-")}`,
    {
      apiId: api.id,
      domainName: resource.domainName,
      stage: stage.name,
      ...(key === "" ? {} : { apiMappingKey: key }),
    },
    { parent },
  );
}

function domainRecord(
  { prefix, name, resource }: ApiDomain,
  routing: Routing,
  zoneId: Input<string>,
  parent: Resource,
): route53.Record {
  const target = resource.domainNameConfiguration;
  return new route53.Record(
    `${prefix}-record`,
    {
      zoneId,
      name,
      type: "A",
      aliases: [{ name: target.targetDomainName, zoneId: target.hostedZoneId, evaluateTargetHealth: false }],
      ...routingOf(routing),
    },
    { parent },
  );
}

/** The provider changes a simple record into a failover record, and back, in one batch: the name always resolves. */
function routingOf(routing: Routing): Partial<route53.RecordArgs> {
  if (routing.kind === "simple") return {};
  const { type } = routing;
  return {
    setIdentifier: type.toLowerCase(),
    failoverRoutingPolicies: [{ type }],
    ...(type === "PRIMARY" ? { healthCheckId: routing.healthCheck.id } : {}),
  };
}

/**
 * Checks the API at its own regional address: its domain name leads to whichever region serves. A check that is disabled
 * counts as healthy, or, inverted, as unhealthy: `dr failover` sets both, whatever the state of the region, and no
 * deployment may reset them.
 */
function healthCheck(
  stage: AnyStage,
  { switch: mode, healthCheck: settings }: Extract<FailoverSettings, { readonly kind: "primary" }>,
  api: apigatewayv2.Api,
  parent: Resource,
): route53.HealthCheck {
  return new route53.HealthCheck(
    // Another mode is another check, because changes of "disabled" are ignored.
    `api-health-${mode}`,
    {
      type: "HTTPS",
      fqdn: api.apiEndpoint.apply((endpoint) => new URL(endpoint).hostname),
      port: 443,
      resourcePath: settings.path,
      enableSni: true,
      requestInterval: settings.intervalSeconds,
      failureThreshold: settings.failures,
      disabled: mode === "manual",
      invertHealthcheck: false,
      referenceName: NAMES.healthCheck.of(stage, mode === "manual" ? "manual" : "auto"),
    },
    { parent, ignoreChanges: ["disabled", "invertHealthcheck"] },
  );
}
