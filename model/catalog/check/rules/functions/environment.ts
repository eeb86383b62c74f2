import { AWS_LIMITS } from "../../../../limits/awsLimits";
import { RESERVED_VARIABLES } from "../../../../limits/reservedVariables";
import { NAMES, WORST_CASE, type Named } from "../../../../names";
import { nameOnStage } from "../../../../parameterName";
import type { Finding } from "../../../finding";
import { parseReference, type Reference } from "../../../reference";
import type { Service } from "../../../schema/service";
import type { Rule, RuleContext } from "../../rule";
import { environmentOf } from "../../usage/serviceUsage";

const LAMBDA = new Set(RESERVED_VARIABLES);

/** Names that a deployment gives every function. */
const DEPLOYMENT = new Set(["LOG_LEVEL", "AWS_ENDPOINT_URL"]);

/** Bytes that Lambda takes for all variables together, names and values. */
const LARGEST = AWS_LIMITS.functionEnvironment.max;

/** Environments that Lambda takes, and that say a thing once. */
export const environment: Rule = (catalog, context) =>
  Object.values(catalog.services).flatMap((service) => [
    ...reserved(context, service),
    ...repeated(context, service),
    ...tooLarge(context, service),
    ...withoutSetting(context, service),
  ]);

/** Whether Lambda or a deployment gives a function this variable, so that the catalog need not. */
export function isGiven(variable: string): boolean {
  return LAMBDA.has(variable) || DEPLOYMENT.has(variable);
}

function reserved(context: RuleContext, service: Service): readonly Finding[] {
  return environmentOf(service).flatMap(({ at, owner, variable }) => {
    if (!isGiven(variable)) return [];
    const reason = LAMBDA.has(variable)
      ? `${variable} is Lambda's own: it refuses a function that sets it`
      : `${variable} is set by the deployment, from the stage's file`;
    const remedy = "Take it out; the function has it all the same.";
    return [
      context.find(at, { code: "ENV_RESERVED", subject: `${owner} ${variable}`, reason, remedy, severity: "error" }),
    ];
  });
}

function repeated(context: RuleContext, service: Service): readonly Finding[] {
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
    return [context.find(at, found, [["services", service.service, "environment", variable]])];
  });
}

/** Once for a service whose own environment is too large, otherwise for each function that goes beyond. */
function tooLarge(context: RuleContext, service: Service): readonly Finding[] {
  const at = ["services", service.service];
  const shared = sizeOf(context, service.environment);
  const places =
    shared > LARGEST
      ? [{ subject: service.service, path: [...at, "environment"], size: shared }]
      : Object.entries(service.functions).map(([name, fn]) => ({
          subject: `${service.service}/${name}`,
          path: [...at, "functions", name, "environment"],
          size: sizeOf(context, { ...service.environment, ...fn.environment }),
        }));
  return places.flatMap(({ subject, path, size }) => {
    if (size <= LARGEST) return [];
    const reason = `${subject}'s variables take up to ${String(size)} bytes; Lambda takes ${String(LARGEST)}`;
    const remedy = "Give each function only what it reads.";
    return [context.find(path, { code: "ENV_SIZE", subject, reason, remedy, severity: "error" })];
  });
}

function sizeOf(context: RuleContext, variables: Readonly<Record<string, string>>): number {
  return Object.entries(variables).reduce(
    (sum, [name, text]) => sum + name.length + lengthOf(context, parseReference(text)),
    0,
  );
}

/** Bytes of the longest value that a reference can have on any stage. */
function lengthOf({ settings }: RuleContext, reference: Reference | { readonly kind: "invalid" }): number {
  const longest = (of: (stage: Named) => string): number => Math.max(...WORST_CASE.map((stage) => of(stage).length));
  const pool = `${longest(({ region }) => region)}_123456789`.length + 12;
  switch (reference.kind) {
    case "invalid":
      return 0;
    case "text":
      return Buffer.byteLength(reference.text) + 8;
    case "stage":
    case "region":
    case "account":
      return 20;
    case "table":
    case "bucket":
    case "bus":
      return longest((stage) => NAMES[reference.kind].of(stage, reference.name));
    case "queue":
      return (
        longest(({ region, account }) => `https://sqs.${region}.amazonaws.com/${account}/`) +
        longest((stage) => NAMES.queue.of(stage, reference.name))
      );
    case "topic":
      return (
        longest(({ region, account }) => `arn:aws:sns:${region}:${account}:`) +
        longest((stage) => NAMES.topic.of(stage, reference.name))
      );
    case "identity":
      return "https://cognito-idp..amazonaws.com//.well-known/jwks.json".length + 2 * pool;
    case "ssm":
    case "secret":
      return longest((stage) => nameOnStage(reference.name, stage));
    case "api":
    case "zone":
    case "certificate":
    case "email":
      return 120;
    case "setting": {
      const values = [...(settings?.values() ?? [])].flatMap((stage) => stage.get(reference.name) ?? []);
      return values.length === 0 ? 120 : Math.max(...values.map((value) => Buffer.byteLength(value)));
    }
  }
}

function withoutSetting({ settings, find }: RuleContext, service: Service): readonly Finding[] {
  return environmentOf(service).flatMap(({ at, text }) => {
    const reference = parseReference(text);
    if (reference.kind !== "setting") return [];
    const lacking = [...(settings ?? [])].filter(([, values]) => !values.has(reference.name)).map(([file]) => file);
    if (lacking.length === 0) return [];
    const reason = `${lacking.join(" and ")} ${lacking.length === 1 ? "has" : "have"} no setting "${reference.name}"`;
    const remedy = "Add it there, under listbackup:settings.";
    return [
      find(at, { code: "SETTING_MISSING", subject: `setting:${reference.name}`, reason, remedy, severity: "error" }),
    ];
  });
}
