import { nearest } from "../../nearest";
import type { Finding } from "../finding";
import { parseGrant } from "../grant";
import { parseReference } from "../reference";
import type { Catalog, Service } from "../schema";
import type { Rule, RuleContext } from "./check";

/** Every text that names something names something that is there. */
export const references: Rule = (catalog, context) =>
  Object.values(catalog.services).flatMap((service) => [
    ...environmentFindings(catalog, context, service),
    ...grantFindings(catalog, context, service),
    ...triggerFindings(catalog, context, service),
  ]);

/** What there is of each kind that a reference or a grant can name. */
export function namesOf(catalog: Catalog, kind: string): readonly string[] | null {
  switch (kind) {
    case "table":
      return Object.keys(catalog.data.tables);
    case "queue":
      return Object.keys(catalog.data.queues).flatMap((name) => [name, `${name}-dlq`]);
    case "bucket":
      return Object.keys(catalog.data.buckets);
    case "topic":
      return Object.keys(catalog.events.topics);
    case "bus":
      return Object.keys(catalog.events.buses);
    case "ssm":
      return Object.keys(catalog.parameters);
    default:
      return null;
  }
}

function environmentFindings(catalog: Catalog, context: RuleContext, service: Service): readonly Finding[] {
  const own = ["services", service.service];
  const maps = [
    { path: [...own, "environment"], values: service.environment },
    ...Object.entries(service.functions).map(([name, fn]) => ({
      path: [...own, "functions", name, "environment"],
      values: fn.environment,
    })),
  ];
  return maps.flatMap(({ path, values }) =>
    Object.entries(values).flatMap(([variable, text]) => {
      const reference = parseReference(text);
      const at = [...path, variable];
      if (reference.kind === "invalid") return [invalid(context, at, "REFERENCE_INVALID", text, reference.reason)];
      return "name" in reference ? unknown(catalog, context, at, reference.kind, reference.name) : [];
    }),
  );
}

function grantFindings(catalog: Catalog, context: RuleContext, service: Service): readonly Finding[] {
  return service.grants.flatMap((text, index) => {
    const grant = parseGrant(text);
    const at = ["services", service.service, "grants", index];
    if (grant.kind === "invalid") return [invalid(context, at, "GRANT_INVALID", text, grant.reason)];
    return unknown(catalog, context, at, grant.kind, grant.name);
  });
}

function triggerFindings(catalog: Catalog, context: RuleContext, service: Service): readonly Finding[] {
  return Object.entries(service.functions).flatMap(([name, { triggers }]) =>
    triggers.flatMap(({ source }, index) => {
      const at = ["services", service.service, "functions", name, "triggers", index, "source"];
      const [kind = "", target = ""] = source.split(":");
      if (kind !== "table" && kind !== "queue") {
        return [invalid(context, at, "REFERENCE_INVALID", source, 'a trigger is "table:<name>" or "queue:<name>"')];
      }
      return unknown(catalog, context, at, kind, target);
    }),
  );
}

function invalid(
  context: RuleContext,
  at: readonly PropertyKey[],
  code: string,
  subject: string,
  reason: string,
): Finding {
  return context.find(at, {
    code,
    subject,
    reason: `"${subject}": ${reason}`,
    remedy: "Write it in one of the forms named.",
    severity: "error",
  });
}

function unknown(
  catalog: Catalog,
  context: RuleContext,
  at: readonly PropertyKey[],
  kind: string,
  name: string,
): readonly Finding[] {
  const names = namesOf(catalog, kind);
  if (names === null || names.includes(name)) return [];
  const close = nearest(name, names);
  return [
    context.find(at, {
      code: "REFERENCE_UNKNOWN",
      subject: `${kind}:${name}`,
      reason: `there is no ${kind} "${name}"`,
      remedy: close === null ? "Name one that is in the catalog, or add it there." : `Did you mean "${kind}:${close}"?`,
      severity: "error",
    }),
  ];
}
