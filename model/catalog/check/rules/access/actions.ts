import type { Finding } from "../../../finding";
import { GRANT_ACTIONS, parseGrant, UNNAMED_GRANT_KINDS } from "../../../grant";
import type { Service } from "../../../schema/service";
import { handlerPath, serviceCalls, type ServiceCall } from "../../facts/functionFacts";
import type { Rule, RuleContext } from "../../rule";
import { actionOf } from "../../facts/sdkActions";

/** Every AWS call of a handler is allowed by a grant or a statement of its service. */
export const actions: Rule = (catalog, context) => {
  const seen = new Set<string>();
  return serviceCalls(catalog, context.source).flatMap((made) => {
    const action = actionOf(made.call.service, made.call.operation);
    if (action === null || isAllowed(made.fn.service, action, made.tables)) return [];
    const finding = notGranted(context, made, action);
    if (seen.has(finding.subject)) return [];
    seen.add(finding.subject);
    return [finding];
  });
};

/** If a call may use several tables, a grant for one is enough: it may never use the others. */
function isAllowed(service: Service, action: string, tables: readonly string[] | null): boolean {
  const granted = service.grants.some((text) => {
    const grant = parseGrant(text);
    if (grant.kind === "invalid" || !grant.actions.includes(action)) return false;
    return grant.kind !== "table" || tables === null || tables.includes(grant.name);
  });
  return granted || service.statements.some((statement) => statement.actions.some((one) => matches(one, action)));
}

/** `dynamodb:Get*` for `dynamodb:GetItem`. */
function matches(pattern: string, action: string): boolean {
  const parts = pattern.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`, "i").test(action);
}

function notGranted(context: RuleContext, { fn, call, tables }: ServiceCall, action: string): Finding {
  const { service } = fn.service;
  const on = tables === null ? "" : ` on ${tables.map((name) => `table:${name}`).join(" or ")}`;
  const grant = grantFor(action, tables?.[0] ?? null);
  return context.report(handlerPath(fn), {
    code: "ACTION_NOT_GRANTED",
    subject: `${service} ${action}${tables === null ? "" : ` ${tables.join(",")}`}`,
    reason: `${call.at} calls ${action}${on}, but ${service} has no grant for it`,
    remedy:
      grant === null ? "Add an IAM statement with a reason to the service." : `Add a grant to the service: "${grant}".`,
    severity: "error",
  });
}

/** The narrowest grant that allows an action: `scan table:users`; null if none does. */
function grantFor(action: string, table: string | null): string | null {
  const grants = Object.entries(GRANT_ACTIONS).flatMap(([kind, verbs]) =>
    Object.entries(verbs).flatMap(([verb, allowed]: [string, readonly string[]]) =>
      allowed.includes(action) ? [{ kind, verb, size: allowed.length }] : [],
    ),
  );
  const [narrowest] = grants.sort((a, b) => a.size - b.size);
  if (narrowest === undefined) return null;
  const { kind, verb } = narrowest;
  if ((UNNAMED_GRANT_KINDS as readonly string[]).includes(kind)) return `${verb} ${kind}`;
  return `${verb} ${kind}:${kind === "table" && table !== null ? table : "<name>"}`;
}
