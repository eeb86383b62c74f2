import { AWS_LIMITS } from "../../../../limits/awsLimits";
import { RESERVED_VARIABLES } from "../../../../limits/reservedVariables";
import { DIGEST_LENGTH, VERSIONS_VARIABLE } from "../../../parameterVersions";
import type { Finding } from "../../../finding";
import { parseReference } from "../../../reference";
import type { Service } from "../../../schema/service";
import type { Rule, RuleContext } from "../../rule";
import { environmentOf } from "../../usage/serviceUsage";
import { longestValue } from "../../usage/valueLength";

const LAMBDA_VARIABLES = new Set(RESERVED_VARIABLES);

/** Variables that a deployment sets for every function. */
const DEPLOYMENT_VARIABLES = new Set(["LOG_LEVEL", "AWS_ENDPOINT_URL", VERSIONS_VARIABLE]);

/** Lambda's limit for all variables of a function, names and values. */
const MAX_ENVIRONMENT_BYTES = AWS_LIMITS.functionEnvironment.max;

/** Environments are valid for Lambda and have no repeated values. */
export const environment: Rule = (catalog, context) =>
  Object.values(catalog.services).flatMap((service) => [
    ...reservedVariables(context, service),
    ...repeatedVariables(context, service),
    ...environmentSize(context, service),
    ...missingSettings(context, service),
  ]);

/** Whether Lambda or the deployment sets a variable, so that the catalog must not. */
export function isSetByLambdaOrDeployment(variable: string): boolean {
  return LAMBDA_VARIABLES.has(variable) || DEPLOYMENT_VARIABLES.has(variable);
}

function reservedVariables(context: RuleContext, service: Service): readonly Finding[] {
  return environmentOf(service).flatMap(({ at, owner, variable }) => {
    if (!isSetByLambdaOrDeployment(variable)) return [];
    const reason = LAMBDA_VARIABLES.has(variable)
      ? `${variable} is reserved by Lambda`
      : `${variable} is set by the deployment, from the stage file or the versions of parameters`;
    const remedy = "Remove it; the function has it anyway.";
    return [
      context.report(at, { code: "ENV_RESERVED", subject: `${owner} ${variable}`, reason, remedy, severity: "error" }),
    ];
  });
}

function repeatedVariables(context: RuleContext, service: Service): readonly Finding[] {
  return environmentOf(service).flatMap(({ at, owner, variable, text }) => {
    if (owner === service.service || service.environment[variable] !== text) return [];
    const reason = `${owner} has ${variable}: ${text} from its service`;
    const remedy = "Remove it from the function.";
    const found = {
      code: "ENV_REPEATED",
      subject: `${owner} ${variable}`,
      reason,
      remedy,
      severity: "warning" as const,
    };
    return [context.report(at, found, [["services", service.service, "environment", variable]])];
  });
}

/** Reports a service whose own environment is too large, otherwise each function above the limit. */
function environmentSize(context: RuleContext, service: Service): readonly Finding[] {
  const at = ["services", service.service];
  const shared = sizeOf(context, service.environment);
  const environments =
    shared > MAX_ENVIRONMENT_BYTES
      ? [{ subject: service.service, path: [...at, "environment"], size: shared }]
      : Object.entries(service.functions).map(([name, fn]) => ({
          subject: `${service.service}/${name}`,
          path: [...at, "functions", name, "environment"],
          size: sizeOf(context, { ...service.environment, ...fn.environment }),
        }));
  return environments.flatMap(({ subject, path, size }) => {
    if (size <= MAX_ENVIRONMENT_BYTES) return [];
    const reason = `${subject}'s variables take up to ${String(size)} bytes; Lambda allows ${String(MAX_ENVIRONMENT_BYTES)}`;
    const remedy = "Set only the variables that each function reads.";
    return [context.report(path, { code: "ENV_SIZE", subject, reason, remedy, severity: "error" })];
  });
}

function sizeOf(context: RuleContext, variables: Readonly<Record<string, string>>): number {
  return Object.entries(variables).reduce(
    (sum, [name, text]) => sum + name.length + longestValue(parseReference(text), context.settings),
    VERSIONS_VARIABLE.length + DIGEST_LENGTH,
  );
}

function missingSettings({ settings, report }: RuleContext, service: Service): readonly Finding[] {
  return environmentOf(service).flatMap(({ at, text }) => {
    const reference = parseReference(text);
    if (reference.kind !== "setting") return [];
    const filesWithout = [...(settings ?? [])]
      .filter(([, values]) => !values.has(reference.name))
      .map(([file]) => file);
    if (filesWithout.length === 0) return [];
    const reason = `${filesWithout.join(" and ")} ${filesWithout.length === 1 ? "has" : "have"} no setting "${reference.name}"`;
    const remedy = "Add it there, under listbackup:settings.";
    return [
      report(at, { code: "SETTING_MISSING", subject: `setting:${reference.name}`, reason, remedy, severity: "error" }),
    ];
  });
}
