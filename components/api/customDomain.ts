import * as apigatewayv2 from "@pulumi/aws/apigatewayv2";
import * as route53 from "@pulumi/aws/route53";
import type { CustomResource, Input, Resource } from "@pulumi/pulumi";
import { NAMES } from "../../model/names";
import type { FailoverSettings } from "../../model/stage/failover";
import type { AnyStage } from "../../model/stage/stage";
import type { StageContext } from "../functions/environment";

type DomainContext = Pick<StageContext, "stage" | "certificateArn" | "failoverCertificateArn" | "zoneId">;

/** A domain name of the API, and where its record leads. */
interface Domain {
  /** Pulumi names of its resources start with it. */
  readonly prefix: "api" | "failover";
  readonly name: string;
  readonly certificateArn: Input<string>;
  readonly routing: Routing;
}

/** How Route 53 selects the record. `setIdentifier` is the region's side, for one name and type. */
type Routing =
  | { readonly kind: "simple" }
  | { readonly kind: "failover"; readonly type: "PRIMARY"; readonly healthCheck: route53.HealthCheck }
  | { readonly kind: "failover"; readonly type: "SECONDARY" };

/** The API's custom domain with its record, and for a secondary stage the domain that it takes over. */
export function customDomain(
  { stage, certificateArn, failoverCertificateArn, zoneId }: DomainContext,
  api: apigatewayv2.Api,
  live: apigatewayv2.Stage,
  parent: Resource,
): readonly CustomResource[] {
  const { failover, domains } = stage;
  const check = failover.kind === "primary" ? healthCheck(stage, failover, api, parent) : null;
  const own: Domain = {
    prefix: "api",
    name: domains.api,
    certificateArn,
    routing: check === null ? { kind: "simple" } : { kind: "failover", type: "PRIMARY", healthCheck: check },
  };
  const takenOver: readonly Domain[] =
    failover.kind === "secondary"
      ? [
          {
            prefix: "failover",
            name: failover.domain,
            certificateArn: failoverCertificateArn,
            routing: { kind: "failover", type: "SECONDARY" },
          },
        ]
      : [];
  return [
    ...(check === null ? [] : [check]),
    ...[own, ...takenOver].flatMap((domain) => domainResources(domain, { api, live, zoneId }, parent)),
  ];
}

function domainResources(
  { prefix, name, certificateArn, routing }: Domain,
  {
    api,
    live,
    zoneId,
  }: { readonly api: apigatewayv2.Api; readonly live: apigatewayv2.Stage; readonly zoneId: Input<string> },
  parent: Resource,
): readonly CustomResource[] {
  const domain = new apigatewayv2.DomainName(
    `${prefix}-domain`,
    {
      domainName: name,
      domainNameConfiguration: { certificateArn, endpointType: "REGIONAL", securityPolicy: "TLS_1_2" },
    },
    { parent },
  );
  const mapping = new apigatewayv2.ApiMapping(
    `${prefix}-mapping`,
    { apiId: api.id, domainName: domain.domainName, stage: live.name },
    { parent },
  );
  const target = domain.domainNameConfiguration;
  const record = new route53.Record(
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
  return [domain, mapping, record];
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
