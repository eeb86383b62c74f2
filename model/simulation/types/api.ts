import { call, calls, wait } from "../step";
import type { TypeCalls } from "../typeCalls";

/* Calls of terraform-provider-aws. Read on 2026-11-28: internal/service/apigatewayv2/domain_name.go and waitChangeInsync of
 * internal/service/route53. The other rows are from experience with the provider, and not compared with its source. */

/** An import of 168 routes and 132 integrations in one call. A guess. */
const IMPORT_MS = 20_000;
/** "Up to several minutes" (ACM); two are usual where Route 53 serves the zone. A guess. */
const CERTIFICATE_ISSUED_MS = 120_000;
/**
 * route53/sync.go, waitChangeInsync: a random delay of 10 to 30 s before the first question, then one every 15 s. Route 53 says
 * that changes are in sync within 60 s.
 */
const RECORD_IN_SYNC_MS = 20_000;
/** A regional domain name is usually available at once. A guess. */
const DOMAIN_AVAILABLE_MS = 5_000;

const changed = wait(RECORD_IN_SYNC_MS, "the provider's delay until the change is in sync");

export const CALLS_OF_API: Readonly<Record<string, TypeCalls>> = {
  "aws:apigatewayv2/api:Api": {
    create: () => [
      call("apigateway", "CreateApi"),
      call("apigateway", "ReimportApi", IMPORT_MS),
      call("apigateway", "UpdateApi"),
    ],
    update: () => [call("apigateway", "ReimportApi", IMPORT_MS), call("apigateway", "UpdateApi")],
    remove: calls("apigateway", "DeleteApi"),
    read: calls("apigateway", "GetApi"),
  },
  "aws:apigatewayv2/deployment:Deployment": {
    create: () => [
      call("apigateway", "CreateDeployment"),
      wait(5_000, "the deployment becomes DEPLOYED (a guess)"),
      call("apigateway", "GetDeployment"),
    ],
    remove: calls("apigateway", "DeleteDeployment"),
    read: calls("apigateway", "GetDeployment"),
  },
  "aws:apigatewayv2/stage:Stage": {
    create: () => calls("apigateway", "CreateStage"),
    update: () => calls("apigateway", "UpdateStage"),
    remove: calls("apigateway", "DeleteStage"),
    read: calls("apigateway", "GetStage"),
  },
  "aws:apigatewayv2/domainName:DomainName": {
    create: () => [
      call("apigateway", "CreateDomainName", 2_000),
      wait(DOMAIN_AVAILABLE_MS, "the domain name becomes AVAILABLE (a guess)"),
      call("apigateway", "GetDomainName"),
    ],
    remove: calls("apigateway", "DeleteDomainName"),
    read: calls("apigateway", "GetDomainName"),
  },
  "aws:apigatewayv2/apiMapping:ApiMapping": {
    create: () => calls("apigateway", "CreateApiMapping"),
    update: () => calls("apigateway", "UpdateApiMapping"),
    remove: calls("apigateway", "DeleteApiMapping"),
    read: calls("apigateway", "GetApiMapping"),
  },
  "aws:acm/certificate:Certificate": {
    create: () => [
      call("acm", "RequestCertificate"),
      wait(5_000, "ACM names the validation records (a guess)"),
      call("acm", "DescribeCertificate"),
    ],
    remove: calls("acm", "DeleteCertificate"),
    read: calls("acm", "DescribeCertificate", "ListTagsForCertificate"),
  },
  "aws:acm/certificateValidation:CertificateValidation": {
    create: () => [
      call("acm", "DescribeCertificate"),
      wait(CERTIFICATE_ISSUED_MS, "ACM issues the certificate (a guess)"),
      call("acm", "DescribeCertificate"),
    ],
    remove: [],
    read: calls("acm", "DescribeCertificate"),
  },
  "aws:route53/record:Record": {
    create: () => [
      ...calls("route53", "GetHostedZone", "ChangeResourceRecordSets"),
      changed,
      call("route53", "GetChange"),
    ],
    remove: [...calls("route53", "GetHostedZone", "ChangeResourceRecordSets"), changed, call("route53", "GetChange")],
    read: calls("route53", "GetHostedZone", "ListResourceRecordSets"),
  },
  "aws:route53/healthCheck:HealthCheck": {
    create: () => calls("route53", "CreateHealthCheck", "ChangeTagsForResource"),
    update: () => calls("route53", "UpdateHealthCheck"),
    remove: calls("route53", "DeleteHealthCheck"),
    read: calls("route53", "GetHealthCheck", "ListTagsForResource"),
  },
};
