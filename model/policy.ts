import { parseGrant, type Grant } from "./catalog/grant";
import type { Catalog } from "./catalog/schema/catalog";
import type { Service } from "./catalog/schema/service";
import { DeployError } from "./errors";
import { actionSupport } from "./limits/actionSupport";
import { AWS_LIMITS } from "./limits/awsLimits";
import { NAMES, type StageNaming } from "./names";
import { iamPattern, nameOnStage } from "./parameterName";
import { arnOf } from "./arns";

/** The parts of a stage that a service's policy contains. */
export interface PolicyStage extends StageNaming {
  readonly functions: { readonly tracing: boolean };
  readonly domains: { readonly zone: string };
}

type Statement = {
  readonly Effect: "Allow";
  readonly Action: readonly string[];
} & ({ readonly Resource: readonly string[] } | { readonly NotResource: readonly string[] });

/**
 * The IAM policy document of a service: its grants, its logs, traces, and nothing else.
 * @throws DeployError CATALOG_INVALID if it exceeds IAM's limit
 */
export function servicePolicy(stage: PolicyStage, service: Service, catalog: Pick<Catalog, "data">): string {
  const policy = policyDocument(stage, service, catalog);
  const size = policySize(policy);
  if (size <= MAX_POLICY_SIZE) return policy;
  throw new DeployError(
    "CATALOG_INVALID",
    `The policy of ${service.service} has ${String(size)} characters; IAM allows at most ${String(MAX_POLICY_SIZE)}. ` +
      "While two releases share the traffic, the policy contains the grants of both.",
    "Remove grants that no function needs, or move functions to another service.",
  );
}

/** Maximum characters of all inline policies of a role; a service's role has one. */
export const MAX_POLICY_SIZE = AWS_LIMITS.roleInlinePolicies.max;

/** Size in characters as IAM counts them: without white space. */
export function policySize(policy: string): number {
  return policy.replace(/\s/g, "").length;
}

export function policyDocument(stage: PolicyStage, service: Service, { data }: Pick<Catalog, "data">): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      allow(
        ["logs:CreateLogStream", "logs:PutLogEvents"],
        [arnOf.logGroup(stage, NAMES.logGroup.of(stage, service.service))],
      ),
      ...(stage.functions.tracing ? [allow(["xray:PutTraceSegments", "xray:PutTelemetryRecords"], ["*"])] : []),
      ...grantStatements(stage, service.grants, data.queues),
      ...service.statements.map(({ actions, resources }) =>
        allow(
          actions,
          resources.map((resource) => withPlaceholders(stage, resource)),
        ),
      ),
    ],
  });
}

function allow(Action: readonly string[], Resource: readonly string[]): Statement {
  return { Effect: "Allow", Action, Resource };
}

function withPlaceholders(stage: PolicyStage, text: string): string {
  return text
    .replaceAll("{region}", stage.region)
    .replaceAll("{account}", stage.account)
    .replaceAll("{stage}", stage.short);
}

type Queues = Catalog["data"]["queues"];

/** Grants of the same verb and kind become one statement, to save characters. */
function grantStatements(stage: PolicyStage, grants: readonly string[], queues: Queues): readonly Statement[] {
  const groups = new Map<string, { readonly grant: Grant; readonly resources: string[] }>();
  for (const text of grants) {
    const grant = parseGrant(text);
    // The catalog check rejects invalid grants, and a release has a checked catalog.
    if (grant.kind === "invalid") throw new TypeError(`${text}: ${grant.reason}`);
    const key = `${grant.verb} ${grant.kind} ${String(grant.actions.length)}`;
    const group = groups.get(key) ?? { grant, resources: [] };
    group.resources.push(...resourcesOf(stage, grant, queues));
    groups.set(key, group);
  }
  return [...groups.values()].flatMap(({ grant: { kind, actions }, resources }) =>
    kind === "sms" ? [TEXT_MESSAGES] : statementsFor(actions, resources),
  );
}

/** All topics of SNS: of the resources of `sns:Publish`, phone numbers are left without them. */
export const TOPICS = "arn:aws:sns:*:*:*";

/**
 * Sending text messages. Phone numbers have no ARN: a policy names what is no phone number, which is every topic.
 * https://docs.aws.amazon.com/sns/latest/dg/sns-using-identity-based-policies.html
 */
const TEXT_MESSAGES = {
  Effect: "Allow",
  Action: ["sns:Publish"],
  NotResource: [TOPICS],
} as const satisfies Statement;

/** Actions that AWS grants only on "*" get a separate statement: with an ARN they have no effect. */
function statementsFor(actions: readonly string[], resources: readonly string[]): readonly Statement[] {
  const onAll = actions.filter((action) => actionSupport(action) === "on-all");
  const rest = actions.filter((action) => !onAll.includes(action));
  return [...(rest.length === 0 ? [] : [allow(rest, resources)]), ...(onAll.length === 0 ? [] : [allow(onAll, ["*"])])];
}

function resourcesOf(stage: PolicyStage, { kind, verb, name }: Grant, queues: Queues): readonly string[] {
  switch (kind) {
    case "table": {
      const table = arnOf.table(stage, name);
      return verb === "stream" ? [`${table}/stream/*`] : [table, `${table}/index/*`];
    }
    case "queue":
      return [arnOf.queue(stage, queues, name)];
    case "bucket":
      return [arnOf.bucket(stage, name), `${arnOf.bucket(stage, name)}/*`];
    case "topic":
      return [arnOf.topic(stage, name)];
    case "bus":
      return [arnOf.bus(stage, name)];
    case "ssm":
      return parameterPaths(nameOnStage(name, stage)).map((path) => arnOf.parameter(stage, path));
    case "secret":
      return [arnOf.secret(stage, nameOnStage(name, stage))];
    case "identity":
      return [arnOf.userPools(stage)];
    case "email":
      return arnOf.email(stage);
    case "sms":
      // See TEXT_MESSAGES.
      return [];
  }
}

/** GetParametersByPath needs permission on the path itself. */
function parameterPaths(name: string): readonly string[] {
  const path = iamPattern(name);
  return path.endsWith("/*") ? [path, path.slice(0, -2)] : [path];
}

/** Trust policy: lets an AWS service assume a role. */
export function trustPolicy(
  service: string,
  condition?: Readonly<Record<string, Readonly<Record<string, string>>>>,
): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { Service: service },
        Action: "sts:AssumeRole",
        ...(condition === undefined ? {} : { Condition: condition }),
      },
    ],
  });
}
