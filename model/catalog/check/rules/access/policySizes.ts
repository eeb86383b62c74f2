import { WORST_CASE_STAGES } from "../../../../names";
import { MAX_POLICY_SIZE, policyDocument, policySize } from "../../../../policy";
import type { Finding } from "../../../finding";
import { parseGrant } from "../../../grant";
import type { Catalog } from "../../../schema/catalog";
import type { Service } from "../../../schema/service";
import type { Rule } from "../../rule";

/** A long zone name, for the maximum size. */
const LONGEST_ZONE = "x".repeat(64);

/** The policy of each service is within IAM's limit on every stage, in any region. */
export const policySizes: Rule = (catalog, context) =>
  Object.values(catalog.services).flatMap((service): readonly Finding[] => {
    const size = largestPolicy(catalog, service);
    if (size <= MAX_POLICY_SIZE) return [];
    return [
      context.report(["services", service.service, service.grants.length > 0 ? "grants" : "statements"], {
        code: "ROLE_POLICY_SIZE",
        subject: service.service,
        reason: `the policy of ${service.service} has up to ${String(size)} characters; IAM allows ${String(MAX_POLICY_SIZE)}`,
        remedy: "Remove grants that no function needs, or move functions to another service.",
        severity: "error",
      }),
    ];
  });

function largestPolicy(catalog: Catalog, service: Service): number {
  // Invalid grants are reported by another rule.
  const grants = service.grants.filter((grant) => parseGrant(grant).kind !== "invalid");
  const sizes = WORST_CASE_STAGES.map((stage) => {
    const worst = { ...stage, functions: { tracing: true }, domains: { zone: LONGEST_ZONE } };
    return policySize(policyDocument(worst, { ...service, grants }, catalog));
  });
  return Math.max(...sizes);
}
