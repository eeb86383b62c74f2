import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as iam from "@pulumi/aws/iam";
import * as lambda from "@pulumi/aws/lambda";
import { ComponentResource, type ComponentResourceOptions, type CustomResource, type Output } from "@pulumi/pulumi";
import { codeOf } from "../../model/catalog/code";
import { triggerFunctions } from "../../model/catalog/schema/identityTriggers";
import { GO_RUNTIME } from "../../model/catalog/schema/runtime";
import type { Catalog } from "../../model/catalog/schema/catalog";
import type { Service } from "../../model/catalog/schema/service";
import { retentionOf } from "../../model/logRetention";
import { DRIVER_NAMES, NAMES } from "../../model/names";
import { artifactKey, sourceCodeHash } from "../../model/release/release";
import type { StageFunction } from "../../model/stage/functions";
import { serviceAlarms } from "../monitoring/alarms";
import { LIVE_ALIAS } from "../../model/arns";
import { environmentOf, type Surroundings } from "./environment";
import { eventSource } from "../events/eventSource";
import { functionTargets } from "../events/ruleTargets";
import { functionSchedule } from "../events/schedule";
import { servicePolicy, trustPolicy } from "../../model/policy";

export interface LambdaServiceArgs {
  /** The whole backend: what calls the functions, and what they are triggered by, stands elsewhere in it. */
  readonly catalog: Catalog;
  readonly service: Service;
  /** The service's functions on this stage. */
  readonly functions: readonly StageFunction[];
  readonly surroundings: Surroundings;
}

/** One service: a role with just its grants, a log group, and its functions, each called through its alias `live`. */
export class LambdaService extends ComponentResource {
  /** Everything it made, for the gate that waits for all of it. */
  readonly resources: readonly CustomResource[];
  /** The version of each function that was published last, by function (`users/usersGetMe`). */
  readonly versions: Versions;

  constructor(name: string, args: LambdaServiceArgs, options: ComponentResourceOptions) {
    super("listbackup:service:LambdaService", name, {}, options);
    const { service, functions, surroundings } = args;
    const { stage } = surroundings;
    const tags = { Service: service.service };
    const logs = new cloudwatch.LogGroup(
      `${name}-logs`,
      {
        name: NAMES.logGroup.of(stage, service.service),
        retentionInDays: retentionOf(stage.functions.logRetentionDays, service.logRetentionDays),
        tags,
      },
      { parent: this },
    );
    const role = new iam.Role(
      `${name}-role`,
      { name: NAMES.role.of(stage, service.service), assumeRolePolicy: trustPolicy("lambda.amazonaws.com"), tags },
      { parent: this },
    );
    const policy = new iam.RolePolicy(
      `${name}-policy`,
      { name: "grants", role: role.name, policy: servicePolicy(stage, service, args.catalog) },
      { parent: this },
    );
    const made = functions.map((fn) => serviceFunction(this, fn, args, { role, policy, logs }));
    this.resources = [
      logs,
      role,
      policy,
      ...made.flatMap(({ resources }) => resources),
      ...serviceAlarms(stage, service, functions, this),
    ];
    this.versions = Object.fromEntries(made.map(({ id, version }) => [id, version]));
    this.registerOutputs({});
  }
}

export type Versions = Readonly<Record<string, Output<string>>>;

/** The versions of several services together. */
export function versionsOf(services: readonly LambdaService[]): Versions {
  return Object.assign({}, ...services.map(({ versions }) => versions)) as Versions;
}

interface MadeFunction {
  readonly id: string;
  readonly version: Output<string>;
  readonly resources: readonly CustomResource[];
}

interface Shared {
  readonly role: iam.Role;
  readonly policy: iam.RolePolicy;
  readonly logs: cloudwatch.LogGroup;
}

function serviceFunction(
  parent: LambdaService,
  fn: StageFunction,
  { catalog, service, surroundings }: LambdaServiceArgs,
  shared: Shared,
): MadeFunction {
  const { stage } = surroundings;
  const { spec, artifact } = fn;
  const name = NAMES.function.of(stage, service.service, fn.name);
  const id = `${service.service}-${fn.name}`;
  const code = new lambda.Function(
    id,
    {
      name,
      description: `${service.service}: ${fn.name}`,
      role: shared.role.arn,
      ...runtimeOf(fn),
      architectures: [stage.functions.architecture],
      memorySize: spec.memory ?? service.defaults.memory,
      timeout: spec.timeout ?? service.defaults.timeout,
      s3Bucket: DRIVER_NAMES.deploymentsBucket(stage),
      s3Key: artifactKey(artifact.digest),
      sourceCodeHash: sourceCodeHash(artifact.digest),
      publish: true,
      environment: { variables: environmentOf(surroundings, service.environment, spec.environment) },
      loggingConfig: { logFormat: "JSON", applicationLogLevel: stage.functions.logLevel, logGroup: shared.logs.name },
      tracingConfig: { mode: stage.functions.tracing ? "Active" : "PassThrough" },
      ...(stage.functions.reservedConcurrency && spec.concurrency !== undefined
        ? { reservedConcurrentExecutions: spec.concurrency }
        : {}),
      tags: { Service: service.service },
    },
    // A function that runs before its rights are there fails; the role alone does not say that they are.
    { parent, dependsOn: [shared.policy] },
  );
  const { transition } = surroundings;
  const isHeld = transition !== null && !transition.movedAliases.has(fn.id);
  const alias = new lambda.Alias(
    `${id}-${LIVE_ALIAS}`,
    { name: LIVE_ALIAS, functionName: code.name, functionVersion: code.version },
    isHeld ? { parent, ignoreChanges: ["functionVersion", "routingConfig"] } : { parent },
  );
  const triggers = spec.triggers.map((trigger) =>
    eventSource(`${id}-${trigger.source.replace(":", "-")}`, { catalog, surroundings, alias, trigger }, parent),
  );
  const callees =
    transition?.cognitoCallees ?? new Set(triggerFunctions(catalog.identity.triggers).map(([, called]) => called));
  const permissions = callees.has(fn.id) ? [cognitoPermission(parent, id, alias, surroundings)] : [];
  const schedules = Object.entries(spec.schedules).map(([schedule, its]) =>
    functionSchedule(stage, catalog, { name: schedule, spec: its, alias }, parent),
  );
  const targets = functionTargets(stage, catalog, { id: fn.id, alias }, parent);
  const callers = [...triggers, ...permissions, ...schedules, ...targets];
  // Its alias may be held back, or further on.
  return { id: fn.id, version: code.version, resources: [code, alias, ...callers] };
}

/** Lets the stage's user pool, and no other, call a function through its alias. */
function cognitoPermission(
  parent: LambdaService,
  id: string,
  alias: lambda.Alias,
  { identity }: Surroundings,
): lambda.Permission {
  return new lambda.Permission(
    `${id}-cognito`,
    {
      statementId: "cognito",
      action: "lambda:InvokeFunction",
      function: alias.functionName,
      qualifier: alias.name,
      principal: "cognito-idp.amazonaws.com",
      sourceArn: identity.userPoolArn,
    },
    { parent },
  );
}

/** What Lambda runs: a placeholder is a Go executable, whatever its handler is to be written in. */
function runtimeOf({ spec, artifact }: StageFunction): { readonly runtime: string; readonly handler: string } {
  const code = codeOf(spec);
  if (artifact.kind === "placeholder" || code.language === "go") return { runtime: GO_RUNTIME, handler: "bootstrap" };
  return { runtime: code.runtime, handler: code.entry };
}
