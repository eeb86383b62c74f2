import * as scheduler from "@pulumi/aws/scheduler";
import type { Resource } from "@pulumi/pulumi";
import type * as lambda from "@pulumi/aws/lambda";
import { allFunctions } from "../../model/catalog/functions";
import type { ScheduleSpec } from "../../model/catalog/schema/schedule";
import type { Catalog } from "../../model/catalog/schema/catalog";
import { NAMES } from "../../model/names";
import type { AnyStage } from "../../model/stage/stage";
import { arnOf, LIVE_ALIAS } from "../../model/arns";
import { trustPolicy } from "../../model/policy";
import type { StageContext, Transition } from "../functions/environment";
import { stageRole, type StageRole } from "../functions/stageRole";

/** Name of the role in `NAMES.role`. */
const SCHEDULER_ROLE = "scheduler";

/**
 * The role in which EventBridge Scheduler invokes functions; none without schedules. Scheduler rather than scheduled rules:
 * one resource for a schedule, no permission for it, time zones, and AWS recommends it for new schedules.
 */
export function schedulerRole(
  stage: AnyStage,
  catalog: Catalog,
  transition: Transition | null,
  parent: Resource,
): StageRole | null {
  const schedules = allFunctions(catalog).flatMap(({ spec }) => Object.values(spec.schedules));
  if (schedules.length === 0) return null;
  const queues = [...new Set(schedules.flatMap(({ deadLetters }) => deadLetterQueue(deadLetters)))].sort();
  const allow = (action: string, resources: readonly string[]): object => ({
    Effect: "Allow",
    Action: [action],
    Resource: resources,
  });
  return stageRole(
    stage,
    "scheduler",
    {
      role: SCHEDULER_ROLE,
      // Schedules of other accounts cannot assume the role.
      trust: trustPolicy("scheduler.amazonaws.com", { StringEquals: { "aws:SourceAccount": stage.account } }),
      policyName: "invoke",
      policy: JSON.stringify({
        Version: "2012-10-17",
        Statement: [
          allow("lambda:InvokeFunction", [`${arnOf.functions(stage)}:${LIVE_ALIAS}`]),
          ...(queues.length === 0
            ? []
            : [
                allow(
                  "sqs:SendMessage",
                  queues.map((name) => arnOf.queue(stage, catalog.data.queues, name)),
                ),
              ]),
        ],
      }),
      transition,
    },
    parent,
  );
}

/** Name of the queue in `queue:failed`. */
export function deadLetterQueue(reference: string | undefined): readonly string[] {
  return reference === undefined ? [] : [reference.replace(/^queue:/, "")];
}

/** AWS's default maximum age of an event. s */
const MAX_EVENT_AGE = 86_400;

/** Retry policy and dead-letter queue of the targets of rules and schedules. */
export function deliverySettings(
  stage: AnyStage,
  { data }: Catalog,
  spec: Pick<ScheduleSpec, "deadLetters" | "maximumEventAge" | "maximumRetryAttempts">,
) {
  const [queue] = deadLetterQueue(spec.deadLetters);
  const { maximumEventAge, maximumRetryAttempts } = spec;
  return {
    // Written in full: AWS fills in the half that is missing.
    ...(maximumEventAge === undefined && maximumRetryAttempts === undefined
      ? {}
      : {
          retryPolicy: {
            maximumEventAgeInSeconds: maximumEventAge ?? MAX_EVENT_AGE,
            maximumRetryAttempts: maximumRetryAttempts ?? 185,
          },
        }),
    ...(queue === undefined ? {} : { deadLetterConfig: { arn: arnOf.queue(stage, data.queues, queue) } }),
  };
}

/** Invokes a function's alias by a schedule expression. */
export function functionSchedule(
  { stage, schedulerRoleArn }: Pick<StageContext, "stage" | "schedulerRoleArn">,
  catalog: Catalog,
  { name, spec, alias }: { readonly name: string; readonly spec: ScheduleSpec; readonly alias: lambda.Alias },
  parent: Resource,
): scheduler.Schedule {
  return new scheduler.Schedule(
    `schedule-${name}`,
    {
      name: NAMES.schedule.of(stage, name),
      groupName: "default",
      scheduleExpression: spec.expression,
      scheduleExpressionTimezone: spec.timezone,
      state: spec.enabled ? "ENABLED" : "DISABLED",
      flexibleTimeWindow: { mode: "OFF" },
      target: {
        arn: alias.arn,
        // The catalog has schedules, so the role exists.
        roleArn: schedulerRoleArn ?? arnOf.role(stage, SCHEDULER_ROLE),
        ...(spec.input === undefined ? {} : { input: JSON.stringify(spec.input) }),
        ...deliverySettings(stage, catalog, {
          ...spec,
          // Left out, the AWS provider keeps the last retry policy of a schedule (but not of a rule's target).
          maximumEventAge: spec.maximumEventAge ?? MAX_EVENT_AGE,
        }),
      },
    },
    { parent },
  );
}
