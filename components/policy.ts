import { parseGrant, type Grant } from "../model/catalog/grant";
import type { Catalog } from "../model/catalog/schema";
import type { Service } from "../model/catalog/serviceSchema";
import { DeployError } from "../model/errors";
import { actionSupport } from "../model/limits/actionSupport";
import { AWS_LIMITS } from "../model/limits/awsLimits";
import { NAMES } from "../model/names";
import { iamPattern, nameOnStage } from "../model/parameterName";
import type { Stage } from "../model/stage/stage";
import { arnOf } from "./arns";

interface Statement {
  readonly Effect: "Allow";
  readonly Action: readonly string[];
  readonly Resource: readonly string[];
}

/** What a service may do, as an IAM policy document: its grants, its own logs, traces, and nothing else. */
export function servicePolicy(stage: Stage, service: Service, { data }: Pick<Catalog, "data">): string {
  const policy = JSON.stringify({
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
          resources.map((resource) => filledIn(stage, resource)),
        ),
      ),
    ],
  });
  const { max } = AWS_LIMITS.roleInlinePolicies;
  // IAM does not count white space.
  const { length } = policy.replace(/\s/g, "");
  if (length <= max) return policy;
  throw new DeployError(
    "CATALOG_INVALID",
    `The policy of ${service.service} has ${String(length)} characters; IAM takes at most ${String(max)}. ` +
      "While two releases share the traffic, the policy has the grants of both.",
    "Remove grants that no function needs, or move functions to another service.",
  );
}

function allow(Action: readonly string[], Resource: readonly string[]): Statement {
  return { Effect: "Allow", Action, Resource };
}

function filledIn(stage: Stage, text: string): string {
  return text
    .replaceAll("{region}", stage.region)
    .replaceAll("{account}", stage.account)
    .replaceAll("{stage}", stage.short);
}

type Queues = Catalog["data"]["queues"];

/** Grants of the same verb and kind become one statement: IAM counts characters. */
function grantStatements(stage: Stage, grants: readonly string[], queues: Queues): readonly Statement[] {
  const groups = new Map<string, { readonly grant: Grant; readonly resources: string[] }>();
  for (const text of grants) {
    const grant = parseGrant(text);
    // The catalog check has refused what is no grant; a release holds checked catalogs only.
    if (grant.kind === "invalid") throw new TypeError(`${text}: ${grant.reason}`);
    const key = `${grant.verb} ${grant.kind} ${String(grant.actions.length)}`;
    const group = groups.get(key) ?? { grant, resources: [] };
    group.resources.push(...resourcesOf(stage, grant, queues));
    groups.set(key, group);
  }
  return [...groups.values()].flatMap(({ grant: { actions }, resources }) => allowed(actions, resources));
}

/** Actions that AWS grants on all resources only have no effect on an ARN, and get a statement of their own. */
function allowed(actions: readonly string[], resources: readonly string[]): readonly Statement[] {
  const onAll = actions.filter((action) => actionSupport(action) === "on-all");
  const rest = actions.filter((action) => !onAll.includes(action));
  return [...(rest.length === 0 ? [] : [allow(rest, resources)]), ...(onAll.length === 0 ? [] : [allow(onAll, ["*"])])];
}

function resourcesOf(stage: Stage, { kind, verb, name }: Grant, queues: Queues): readonly string[] {
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
      // A telephone number has no ARN: AWS grants publishing to one on everything or not at all.
      return ["*"];
  }
}

/** Asking for all parameters below a path needs a right on the path itself. */
function parameterPaths(name: string): readonly string[] {
  const path = iamPattern(name);
  return path.endsWith("/*") ? [path, path.slice(0, -2)] : [path];
}

/** Lets an AWS service take a role. */
export function trust(service: string, condition?: Readonly<Record<string, Readonly<Record<string, string>>>>): string {
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
