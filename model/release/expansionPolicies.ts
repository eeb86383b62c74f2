import { DeployError } from "../errors";
import { MAX_POLICY_SIZE, policyDocument, policySize } from "../policy";
import type { StageRelease } from "./expansion";

/**
 * Rejects an expansion if the grants of both releases exceed IAM's limit for a role.
 * @throws DeployError CATALOG_INVALID
 */
export function assertPoliciesFit({ stage, release: { catalog } }: StageRelease): void {
  const tooLarge = Object.values(catalog.services)
    .map((service) => ({ name: service.service, size: policySize(policyDocument(stage, service, catalog)) }))
    .filter(({ size }) => size > MAX_POLICY_SIZE);
  if (tooLarge.length === 0) return;
  const sizes = tooLarge.map(({ name, size }) => `${name} (${String(size)} characters)`).join(", ");
  throw new DeployError(
    "CATALOG_INVALID",
    `While traffic shifts to the new versions, a role has the grants of both releases. IAM allows at most ` +
      `${String(MAX_POLICY_SIZE)} characters; these services need more: ${sizes}. Nothing was changed.`,
    "Deploy the grants in two steps, removed ones first, or move functions to another service.",
  );
}
