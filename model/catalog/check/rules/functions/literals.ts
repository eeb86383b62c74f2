import type { Finding } from "../../../finding";
import type { Catalog } from "../../../schema/catalog";
import type { Service } from "../../../schema/service";
import type { Path, Rule, RuleContext } from "../../rule";
import { environmentOf } from "../../usage/serviceUsage";

interface Literal {
  readonly code: string;
  readonly pattern: RegExp;
  readonly what: string;
  readonly remedy: string;
}

/** Literals that differ between stages, and what to write instead. Only the first match is reported. */
const LITERALS: readonly Literal[] = [
  {
    code: "LITERAL_URL",
    pattern: /https?:\/\/\S+|\b[\w.-]*listbackup\.ai\b/i,
    what: "an address",
    remedy: 'Write the reference "setting:<name>", and set the value in each Pulumi.<stage>.yaml.',
  },
  {
    code: "LITERAL_ACCOUNT",
    pattern: /(?<!\d)\d{12}(?!\d)/,
    what: "an account id",
    remedy: 'Write the reference "account", or {account} in a statement.',
  },
  {
    code: "LITERAL_REGION",
    pattern: /\b(?:af|ap|ca|cn|eu|il|me|mx|sa|us)(?:-gov|-isob?)?-(?:north|south|east|west|central)[a-z]*-\d\b/,
    what: "a region",
    remedy: 'Write the reference "region", or {region} in a statement.',
  },
  {
    code: "LITERAL_ID",
    // A hosted zone, a user pool, a distribution; an API id is ten characters with at least one digit.
    pattern:
      /\bZ[A-Z0-9]{9,31}\b|\b[a-z]{2}-[a-z]+-\d_[A-Za-z0-9]{9}\b|\bE[A-Z0-9]{12,13}\b|\b(?=[a-z]*\d)(?=\d*[a-z])[a-z0-9]{10}\b/,
    what: "probably an AWS identifier",
    remedy: 'Write a reference: "api:id", "zone:id", "identity:user-pool-id".',
  },
  {
    code: "LITERAL_STAGE",
    pattern: /(?<![a-z0-9])(?:dev|development|staging|prod|production|main|dr|disaster-recovery)(?![a-z0-9])/i,
    what: "a stage's name",
    remedy: 'Write the reference "stage", or {stage} in the text.',
  },
];

/** What is deployed to all stages contains no value of a single stage. */
export const literals: Rule = (catalog, context) =>
  Object.values(catalog.services)
    .flatMap((service) =>
      textsOf(service).flatMap(({ at, text, owner, placeholders: placeholders }) => [
        ...hardCodedValue(context, at, owner, text),
        ...unknownPlaceholder(context, at, owner, text, placeholders),
      ]),
    )
    .concat(templateAddresses(catalog, context));

interface Text {
  readonly at: Path;
  readonly owner: string;
  readonly text: string;
  /** Placeholders that are replaced. */
  readonly placeholders: readonly string[];
}

function textsOf(service: Service): readonly Text[] {
  const environment = environmentOf(service).flatMap(({ at, owner, variable, text }) =>
    text.startsWith("text:")
      ? [{ at, owner: `${owner} ${variable}`, text: text.slice("text:".length), placeholders: ["{stage}"] }]
      : [],
  );
  const statements = service.statements.flatMap(({ resources }, statement) =>
    resources.map((text, index) => ({
      at: ["services", service.service, "statements", statement, "resources", index],
      owner: service.service,
      text,
      placeholders: ["{stage}", "{region}", "{account}"],
    })),
  );
  return [...environment, ...statements];
}

function hardCodedValue(context: RuleContext, at: Path, subject: string, text: string): readonly Finding[] {
  for (const { code, pattern, what, remedy } of LITERALS) {
    const match = pattern.exec(text)?.[0];
    if (match === undefined) continue;
    const reason = `"${match}" is ${what}, the same on every stage`;
    return [context.report(at, { code, subject, reason, remedy, severity: "error" })];
  }
  return [];
}

function unknownPlaceholder(
  context: RuleContext,
  at: Path,
  subject: string,
  text: string,
  placeholders: readonly string[],
): readonly Finding[] {
  const unknown = (text.match(/\{[^}]*\}/g) ?? []).find((placeholder) => !placeholders.includes(placeholder));
  if (unknown === undefined) return [];
  const reason = `unknown placeholder ${unknown}`;
  const remedy = `Allowed here: ${placeholders.join(", ")}.`;
  return [context.report(at, { code: "TEXT_PLACEHOLDER", subject, reason, remedy, severity: "error" })];
}

/** Templates are the same on every stage. */
function templateAddresses({ events }: Catalog, context: RuleContext): readonly Finding[] {
  return Object.entries(events.email.templates).flatMap(([name, template]) =>
    (["subject", "html", "text"] as const).flatMap((part) => {
      const match = /https?:\/\/[^\s"'<>]+/.exec(template[part])?.[0];
      if (match === undefined) return [];
      const reason = `"${match}" is an address, the same on every stage`;
      const remedy = "Let the handler pass the address as a variable: {{url}}.";
      const at = ["events", "email", "templates", name, part];
      return [
        context.report(at, { code: "LITERAL_URL", subject: `template ${name}`, reason, remedy, severity: "error" }),
      ];
    }),
  );
}
