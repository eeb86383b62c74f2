import { AWS_LIMITS } from "../../../../limits/awsLimits";
import { findFunction } from "../../../functionCalls";
import type { Finding } from "../../../finding";
import { triggerFunctions } from "../../../schema/identityTriggers";
import type { Catalog } from "../../../schema/catalog";
import { timeoutPath } from "../../functionPaths";
import type { Rule, RuleContext } from "../../rule";

/** Cognito waits so long for a function, and calls it three times at most. seconds */
const MAX_TIMEOUT = AWS_LIMITS.cognitoTriggerTimeout.max;

/** What Cognito's triggers need of their functions and of the pool. */
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

/** Only the Essentials and Plus tiers change access tokens; a user pool of the Lite tier refuses the configuration. */
function tokensWithoutTier({ identity }: Catalog, context: RuleContext): readonly Finding[] {
  const version = identity.triggers.preTokenGeneration?.version ?? "V1_0";
  if (version === "V1_0" || identity.tier === "ESSENTIALS" || identity.tier === "PLUS") return [];
  const finding = {
    code: "IDENTITY_TIER",
    subject: "identity:preTokenGeneration",
    reason: `version ${version} of the pre token generation trigger needs the Essentials or Plus tier, and identity.yaml names ${identity.tier ?? "no tier"}`,
    remedy: 'Write "tier: ESSENTIALS" in identity.yaml (it is charged by monthly active users), or use V1_0.',
    severity: "error" as const,
  };
  const others = identity.tier === undefined ? [] : [["identity", "tier"]];
  return [context.report(["identity", "triggers", "preTokenGeneration"], finding, others)];
}
