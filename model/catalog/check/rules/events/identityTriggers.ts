import { AWS_LIMITS } from "../../../../limits/awsLimits";
import { findFunction } from "../../../functionCalls";
import type { Finding } from "../../../finding";
import { triggerFunctions } from "../../../identityTriggers";
import type { Catalog } from "../../../schema/catalog";
import { timeoutPath } from "../../functionPaths";
import type { Rule, RuleContext } from "../../rule";

/** Cognito's timeout for a function. seconds */
const MAX_TIMEOUT = AWS_LIMITS.cognitoTriggerTimeout.max;

/** Functions of Cognito triggers are fast enough, and the user pool's tier supports the trigger. */
export const identityTriggers: Rule = (catalog, context) => [
  ...tooSlow(catalog, context),
  ...tokensWithoutTier(catalog, context),
];

function tooSlow(catalog: Catalog, context: RuleContext): readonly Finding[] {
  return triggerFunctions(catalog.identity.triggers).flatMap(([trigger, id]) => {
    const found = findFunction(catalog, id);
    if (found === null) return [];
    const timeout = found.service.functions[found.name]?.timeout ?? found.service.defaults.timeout;
    if (timeout <= MAX_TIMEOUT) return [];
    const finding = {
      code: "IDENTITY_TRIGGER_TIMEOUT",
      subject: id,
      reason: `${id} may take ${String(timeout)} s; Cognito waits ${String(MAX_TIMEOUT)} s for a trigger`,
      remedy: `Set the function's timeout to ${String(MAX_TIMEOUT)} or less.`,
      severity: "error" as const,
    };
    return [context.report(["identity", "triggers", trigger], finding, [timeoutPath(found.service, found.name)])];
  });
}

/** Changing access tokens requires the Essentials or Plus tier; Cognito rejects the configuration in the Lite tier. */
function tokensWithoutTier({ identity }: Catalog, context: RuleContext): readonly Finding[] {
  const version = identity.triggers.preTokenGeneration?.version ?? "V1_0";
  if (version === "V1_0" || identity.tier === "ESSENTIALS" || identity.tier === "PLUS") return [];
  const finding = {
    code: "IDENTITY_TIER",
    subject: "identity:preTokenGeneration",
    reason: `version ${version} of the pre token generation trigger requires the Essentials or Plus tier, but the tier in identity.yaml is ${identity.tier ?? "not set"}`,
    remedy: 'Write "tier: ESSENTIALS" in identity.yaml (charged by monthly active users), or use V1_0.',
    severity: "error" as const,
  };
  const others = identity.tier === undefined ? [] : [["identity", "tier"]];
  return [context.report(["identity", "triggers", "preTokenGeneration"], finding, others)];
}
