import * as lambda from "@pulumi/aws/lambda";
import { createUrn, type CustomResource } from "@pulumi/pulumi";
import { codeOf } from "../../model/catalog/code";
import type { FunctionId } from "../../model/catalog/functions";
import { VERSIONS_VARIABLE } from "../../model/catalog/parameterVersions";
import type { Catalog } from "../../model/catalog/schema/catalog";
import { triggerFunctions } from "../../model/catalog/identityTriggers";
import { GO_RUNTIME } from "../../model/catalog/schema/runtime";
import type { Service } from "../../model/catalog/schema/service";
import { PHASES, SERVICE_PHASES } from "../../model/phases";
import { servicePolicy } from "../../model/policy";
import type { StageFunction } from "../../model/stage/functions";
import { eventSource } from "../events/eventSource";
import { functionTargets } from "../events/ruleTargets";
import { functionSchedule } from "../events/schedule";
import type { Phase } from "../phases/phase";
import { environmentOf, type StageContext } from "./environment";
import { LambdaService, type ServiceFunctionArgs } from "./lambdaService";

export interface CatalogServiceArgs {
  /** The whole backend: schedules, rules and identity triggers that invoke the functions are elsewhere in it. */
  readonly catalog: Catalog;
  readonly service: Service;
  /** Functions of the service on the stage. */
  readonly functions: readonly StageFunction[];
  readonly context: StageContext;
}

/** Creates a service of the catalog: resolves its references, grants and callers for `LambdaService`. */
export function catalogService(args: CatalogServiceArgs, phase: Phase): LambdaService {
  const { catalog, service, functions, context } = args;
  const callees =
    context.transition?.cognitoCallees ??
    new Set(triggerFunctions(catalog.identity.triggers).map(([, called]) => called));
  return new LambdaService(
    service.service,
    {
      stage: context.stage,
      policy: servicePolicy(context.stage, service, catalog),
      logRetentionDays: service.logRetentionDays,
      transition: context.transition,
      functions: functions.map((fn) => functionArgs(fn, args, callees)),
    },
    { parent: phase, aliases: urnsInOtherPhases(service, phase) },
  );
}

/** A service that moves to another phase keeps its resources: a phase is a part of the URN of everything below it. */
function urnsInOtherPhases({ service }: Service, phase: Phase) {
  return PHASES.filter(({ id }) => id !== phase.id && SERVICE_PHASES.some((one) => one === id)).map(
    ({ id, token }) => ({
      name: service,
      parent: createUrn(id, token, phase.stack),
    }),
  );
}

function functionArgs(
  fn: StageFunction,
  { catalog, service, context }: CatalogServiceArgs,
  cognitoCallees: ReadonlySet<FunctionId>,
): ServiceFunctionArgs {
  const { spec, artifact } = fn;
  const { transition, stage } = context;
  const name = `${service.service}-${fn.name}`;
  return {
    name: fn.name,
    digest: artifact.digest,
    ...runtimeOf(fn),
    memory: spec.memory ?? service.defaults.memory,
    timeout: spec.timeout ?? service.defaults.timeout,
    concurrency: spec.concurrency,
    environment: {
      ...environmentOf(context, service.environment, spec.environment),
      ...versionsVariable(context, fn.id),
    },
    keepsAlias: transition !== null && !transition.movedAliases.has(fn.id),
    callers: (alias, parent): readonly CustomResource[] => [
      ...spec.triggers.map((trigger) =>
        eventSource(`${name}-${trigger.source.replace(":", "-")}`, { catalog, context, alias, trigger }, parent),
      ),
      ...(cognitoCallees.has(fn.id) ? [cognitoPermission(parent, name, alias, context)] : []),
      ...Object.entries(spec.schedules).map(([schedule, itsSpec]) =>
        functionSchedule(context, catalog, { name: schedule, spec: itsSpec, alias }, parent),
      ),
      ...functionTargets(stage, catalog, { id: fn.id, alias }, parent),
    ],
  };
}

/** Another digest makes another version of the function, whose instances read the new values. */
function versionsVariable({ parameterDigests }: StageContext, id: FunctionId): Record<string, string> {
  const digest = parameterDigests[id];
  return digest === undefined ? {} : { [VERSIONS_VARIABLE]: digest };
}

/** Allows the stage's user pool, and no other, to call a function through its alias. */
function cognitoPermission(
  parent: LambdaService,
  name: string,
  alias: lambda.Alias,
  { identity }: StageContext,
): lambda.Permission {
  return new lambda.Permission(
    `${name}-cognito`,
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

/** A placeholder is a Go executable, whatever the language of the handler. */
function runtimeOf({ spec, artifact }: StageFunction): Pick<ServiceFunctionArgs, "runtime" | "handler"> {
  const code = codeOf(spec);
  if (artifact.kind === "placeholder" || code.language === "go") return { runtime: GO_RUNTIME, handler: "bootstrap" };
  return { runtime: code.runtime, handler: code.entry };
}
