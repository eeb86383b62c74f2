import * as cloudwatch from "@pulumi/aws/cloudwatch";
import type * as iam from "@pulumi/aws/iam";
import * as lambda from "@pulumi/aws/lambda";
import {
  ComponentResource,
  type ComponentResourceOptions,
  type CustomResource,
  type Input,
  type Output,
} from "@pulumi/pulumi";
import { LIVE_ALIAS } from "../../model/arns";
import { retentionOf } from "../../model/logRetention";
import { DRIVER_NAMES, NAMES } from "../../model/names";
import { trustPolicy } from "../../model/policy";
import { artifactKey, sourceCodeHash } from "../../model/release/release";
import type { AnyStage } from "../../model/stage/stage";
import { serviceAlarms } from "../monitoring/alarms";
import type { Transition } from "./environment";
import { stageRole } from "./stageRole";

export interface LambdaServiceArgs {
  /** Where it runs: account, region, and the settings of functions, logs and alarms. */
  readonly stage: AnyStage;
  /** IAM policy document of the service's role. It must allow the service to write to its log group. */
  readonly policy: Input<string>;
  /** Functions of the service, each with an alias `live`. */
  readonly functions: readonly ServiceFunctionArgs[];
  /** Days that logs are kept at most. @default the stage's */
  readonly logRetentionDays?: number | undefined;
  /** What differs while two releases share the stage. @default null: one release only */
  readonly transition?: Transition | null;
}

export interface ServiceFunctionArgs {
  /** Unique in the service. */
  readonly name: string;
  /** SHA-256 of the zip archive, in hexadecimal. The archive is `artifacts/<digest>.zip` of the deployments bucket. */
  readonly digest: string;
  /** Lambda runtime: `provided.al2023`. */
  readonly runtime: string;
  /** `bootstrap` for an executable, `index.handler` for a function of a module. */
  readonly handler: string;
  /** MB */
  readonly memory: number;
  /** Seconds */
  readonly timeout: number;
  /** Concurrent executions reserved for it, where the stage reserves any. @default none */
  readonly concurrency?: number | undefined;
  /** Environment variables. @default none */
  readonly environment?: Readonly<Record<string, Input<string>>>;
  /** Keeps the alias on the version that it has now, because a rollout moves it. @default false */
  readonly keepsAlias?: boolean;
  /** Creates what invokes the function, which must go through its alias. @default nothing */
  readonly callers?: (alias: lambda.Alias, parent: LambdaService) => readonly CustomResource[];
}

/** A service: a log group, a role with its policy, its functions with their alias `live`, and alarms. */
export class LambdaService extends ComponentResource {
  /** All resources, for the gate that waits for them. */
  readonly resources: readonly CustomResource[];
  /** Version that was published last, by function: `users/usersGetMe`. */
  readonly versions: Versions;
  /** ARN of the alias `live`, by function: `users/usersGetMe`. */
  readonly aliasArns: Readonly<Record<string, Output<string>>>;
  /** ARN of the role of all its functions. */
  readonly roleArn: Output<string>;
  /** Name of the log group of all its functions. */
  readonly logGroupName: Output<string>;

  /** @param name the service's name: a part of the names of its resources on AWS */
  constructor(name: string, args: LambdaServiceArgs, options: ComponentResourceOptions) {
    super("listbackup:service:LambdaService", name, {}, options);
    const { stage, functions } = args;
    const tags = { Service: name };
    const logs = new cloudwatch.LogGroup(
      `${name}-logs`,
      {
        name: NAMES.logGroup.of(stage, name),
        retentionInDays: retentionOf(stage.functions.logRetentionDays, args.logRetentionDays),
        tags,
      },
      { parent: this },
    );
    const { role, policy } = stageRole(
      stage,
      name,
      {
        role: name,
        trust: trustPolicy("lambda.amazonaws.com"),
        tags,
        policyName: "grants",
        policy: args.policy,
        transition: args.transition ?? null,
      },
      this,
    );
    const created = functions.map((fn) => serviceFunction(this, name, fn, stage, { role, policy, logs }));
    this.resources = [
      logs,
      role,
      policy,
      ...created.flatMap(({ resources }) => resources),
      ...serviceAlarms(stage, name, functions, this),
    ];
    this.versions = Object.fromEntries(created.map(({ id, version }) => [id, version]));
    this.aliasArns = Object.fromEntries(created.map(({ id, aliasArn }) => [id, aliasArn]));
    this.roleArn = role.arn;
    this.logGroupName = logs.name;
    this.registerOutputs({
      roleArn: this.roleArn,
      logGroupName: this.logGroupName,
      aliasArns: this.aliasArns,
      versions: this.versions,
    });
  }
}

export type Versions = Readonly<Record<string, Output<string>>>;

/** The versions of several services together. */
export function versionsOf(services: readonly LambdaService[]): Versions {
  return Object.assign({}, ...services.map(({ versions }) => versions)) as Versions;
}

interface CreatedFunction {
  readonly id: string;
  readonly version: Output<string>;
  readonly aliasArn: Output<string>;
  readonly resources: readonly CustomResource[];
}

interface SharedResources {
  readonly role: iam.Role;
  readonly policy: iam.RolePolicy;
  readonly logs: cloudwatch.LogGroup;
}

function serviceFunction(
  parent: LambdaService,
  service: string,
  fn: ServiceFunctionArgs,
  stage: AnyStage,
  { role, policy, logs }: SharedResources,
): CreatedFunction {
  const name = `${service}-${fn.name}`;
  const code = new lambda.Function(
    name,
    {
      name: NAMES.function.of(stage, service, fn.name),
      description: `${service}: ${fn.name}`,
      role: role.arn,
      runtime: fn.runtime,
      handler: fn.handler,
      architectures: [stage.functions.architecture],
      memorySize: fn.memory,
      timeout: fn.timeout,
      s3Bucket: DRIVER_NAMES.deploymentsBucket(stage),
      s3Key: artifactKey(fn.digest),
      sourceCodeHash: sourceCodeHash(fn.digest),
      publish: true,
      environment: { variables: fn.environment ?? {} },
      loggingConfig: { logFormat: "JSON", applicationLogLevel: stage.functions.logLevel, logGroup: logs.name },
      tracingConfig: { mode: stage.functions.tracing ? "Active" : "PassThrough" },
      ...(stage.functions.reservedConcurrency && fn.concurrency !== undefined
        ? { reservedConcurrentExecutions: fn.concurrency }
        : {}),
      tags: { Service: service },
    },
    // A function that runs before its role has the policy fails.
    { parent, dependsOn: [policy] },
  );
  const alias = new lambda.Alias(
    `${name}-${LIVE_ALIAS}`,
    { name: LIVE_ALIAS, functionName: code.name, functionVersion: code.version },
    fn.keepsAlias === true ? { parent, ignoreChanges: ["functionVersion", "routingConfig"] } : { parent },
  );
  const callers = fn.callers?.(alias, parent) ?? [];
  return {
    id: `${service}/${fn.name}`,
    // Of the function: the alias may point to an earlier version, or a later one.
    version: code.version,
    aliasArn: alias.arn,
    resources: [code, alias, ...callers],
  };
}
