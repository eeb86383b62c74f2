import { NAMES, WORST_CASE_STAGES, type StageNaming } from "../../../../names";
import { nearestName } from "../../../../nearestName";
import type { Finding } from "../../../finding";
import type { CatalogFunction } from "../../../functions";
import { parseReference } from "../../../reference";
import type { Catalog } from "../../../schema/catalog";
import { handlerPath, serviceCalls } from "../../facts/functionFacts";
import type { Rule, RuleContext } from "../../rule";

/** Handlers use existing SES templates and configuration sets. */
export const emailNames: Rule = (catalog, context) =>
  serviceCalls(catalog, context.source).flatMap(({ fn, call }) => [
    ...unknownName(context, fn, call.at, "template", call.template, (stage) => templatesOf(catalog, stage)),
    ...unknownName(context, fn, call.at, "configuration set", call.configurationSet, (stage) => [
      NAMES.configurationSet.of(stage),
    ]),
  ]);

function templatesOf({ events }: Catalog, stage: StageNaming): readonly string[] {
  return Object.keys(events.email.templates).map((name) => NAMES.emailTemplate.of(stage, name));
}

function unknownName(
  context: RuleContext,
  fn: CatalogFunction,
  at: string,
  what: string,
  pattern: string,
  namesOf: (stage: StageNaming) => readonly string[],
): readonly Finding[] {
  for (const stage of WORST_CASE_STAGES) {
    const name = withVariables(fn, pattern, stage);
    const names = namesOf(stage);
    if (name === null || names.includes(name)) continue;
    const close = name.length > 64 ? null : nearestName(name, names);
    return [
      context.report(handlerPath(fn), {
        code: "EMAIL_NAME_UNKNOWN",
        subject: `${fn.service.service} ${pattern}`,
        reason: `${at} uses the ${what} ${name} on ${stage.name}, which does not exist`,
        remedy: `On ${stage.name} use ${close ?? names.join(", ")}.`,
        severity: "error",
      }),
    ];
  }
  return [];
}

/** `listbackup-{STAGE}-reset` on a stage; null if there is no name, or the value of a variable is unknown. */
function withVariables({ service, spec }: CatalogFunction, pattern: string, stage: StageNaming): string | null {
  if (pattern === "") return null;
  const values = [...pattern.matchAll(/\{([^}]*)\}/g)].map(([, variable = ""]) => {
    const text = spec.environment[variable] ?? service.environment[variable];
    return [variable, text === undefined ? null : valueOf(text, stage)] as const;
  });
  if (values.some(([, value]) => value === null)) return null;
  return values.reduce((name, [variable, value]) => name.replaceAll(`{${variable}}`, value ?? ""), pattern);
}

function valueOf(text: string, stage: StageNaming): string | null {
  const reference = parseReference(text);
  switch (reference.kind) {
    case "stage":
      return stage.name;
    case "text":
      return reference.text.replaceAll("{stage}", stage.short);
    case "email":
      return NAMES.configurationSet.of(stage);
    default:
      return null;
  }
}
