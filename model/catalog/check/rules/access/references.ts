import type { Finding } from "../../../finding";
import { covers, isPattern, PARAMETER_NAME } from "../../../../parameterName";
import { GRANT_ACTIONS, parseGrant } from "../../../grant";
import { parseReference, REFERENCE_KINDS } from "../../../reference";
import type { Catalog } from "../../../schema/catalog";
import type { Service } from "../../../schema/service";
import type { Path, Rule, RuleContext } from "../../rule";
import { unknownNameRemedy } from "../../unknownName";
import { environmentOf, failureDestinationsOf, namesOf, triggersOf } from "../../usage/serviceUsage";

/** All references, grants and triggers are valid and name existing resources. */
export const references: Rule = (catalog, context) => [
  ...Object.values(catalog.services).flatMap((service) => [
    ...environmentFindings(catalog, context, service),
    ...grantFindings(catalog, context, service),
    ...triggerFindings(catalog, context, service),
  ]),
  ...Object.entries(catalog.events.rules).flatMap(([name, { bus }]) =>
    unknown(catalog, context, ["events", "rules", name, "bus"], "bus", bus),
  ),
];

function environmentFindings(catalog: Catalog, context: RuleContext, service: Service): readonly Finding[] {
  return environmentOf(service).flatMap(({ at, text }) => {
    const reference = parseReference(text);
    if (reference.kind === "invalid") return [invalid(context, at, "REFERENCE_INVALID", text, reference.reason)];
    return "name" in reference ? unknown(catalog, context, at, reference.kind, reference.name) : [];
  });
}

function grantFindings(catalog: Catalog, context: RuleContext, service: Service): readonly Finding[] {
  return service.grants.flatMap((text, index) => {
    const grant = parseGrant(text);
    const at = ["services", service.service, "grants", index];
    if (grant.kind === "invalid") return [invalid(context, at, "GRANT_INVALID", text, grant.reason)];
    // The parameters rule reports malformed patterns.
    return (grant.kind === "ssm" && !PARAMETER_NAME.test(grant.name)) || coversParameters(catalog, grant)
      ? []
      : unknown(catalog, context, at, grant.kind, grant.name);
  });
}

/** Whether a pattern such as `/listbackup/{stage}/platforms/*` matches any parameter. */
function coversParameters(catalog: Catalog, { kind, name }: { readonly kind: string; readonly name: string }): boolean {
  return kind === "ssm" && isPattern(name) && Object.keys(catalog.parameters).some((other) => covers(name, other));
}

function triggerFindings(catalog: Catalog, context: RuleContext, service: Service): readonly Finding[] {
  const destinations = failureDestinationsOf(service).flatMap(({ at, kind, name }) => {
    if (kind === "queue" || kind === "topic") return unknown(catalog, context, at, kind, name);
    const reason = 'a failure destination is "queue:<name>" or "topic:<name>"';
    return [invalid(context, at, "REFERENCE_INVALID", name === "" ? kind : `${kind}:${name}`, reason)];
  });
  const sources = triggersOf(service).flatMap(({ at, kind, name }) => {
    if (kind === "table" || kind === "queue") return unknown(catalog, context, at, kind, name);
    const text = name === "" ? kind : `${kind}:${name}`;
    return [invalid(context, at, "REFERENCE_INVALID", text, 'a trigger is "table:<name>" or "queue:<name>"')];
  });
  return [...sources, ...destinations];
}

/** Allowed forms, for remedies. */
const GRANT_FORMS = `Write "<verb> <kind>:<name>": ${Object.entries(GRANT_ACTIONS)
  .map(([kind, verbs]) => `${Object.keys(verbs).join("|")} ${kind}`)
  .join(", ")}.`;
const REFERENCE_FORMS = `Write "<kind>:<name>", such as "table:users", or plain text as "text:v1". Kinds: ${Object.keys(
  REFERENCE_KINDS,
).join(", ")}.`;

function invalid(context: RuleContext, at: Path, code: string, subject: string, reason: string): Finding {
  const remedy = code === "GRANT_INVALID" ? GRANT_FORMS : code === "REFERENCE_INVALID" ? REFERENCE_FORMS : reason;
  return context.report(at, { code, subject, reason: `"${subject}": ${reason}`, remedy, severity: "error" });
}

function unknown(catalog: Catalog, context: RuleContext, at: Path, kind: string, name: string): readonly Finding[] {
  const names = namesOf(catalog, kind);
  if (names === null || names.includes(name)) return [];
  return [
    context.report(at, {
      code: "REFERENCE_UNKNOWN",
      subject: `${kind}:${name}`,
      reason: `there is no ${NOUNS[kind] ?? kind} "${name}"`,
      remedy: unknownNameRemedy(name, names, (one) => `${kind}:${one}`),
      severity: "error",
    }),
  ];
}

const NOUNS: Readonly<Record<string, string>> = { bus: "event bus", ssm: "parameter", secret: "secret" };
