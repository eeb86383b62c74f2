import * as cloudwatch from "@pulumi/aws/cloudwatch";
import * as lambda from "@pulumi/aws/lambda";
import * as sqs from "@pulumi/aws/sqs";
import type { CustomResource, Resource } from "@pulumi/pulumi";
import type { RuleTargetSpec } from "../../model/catalog/schema/schedule";
import type { Catalog } from "../../model/catalog/schema/catalog";
import { NAMES } from "../../model/names";
import type { AnyStage } from "../../model/stage/stage";
import { arnOf } from "../../model/arns";
import type { QueuePair } from "../data/queue";
import { deadLetterQueue, deliverySettings } from "./schedule";

interface RuleTarget {
  readonly rule: string;
  readonly bus: string;
  readonly spec: RuleTargetSpec;
  readonly kind: string;
  /** Function (`jobs/onEvent`) or queue. */
  readonly name: string;
}

function ruleTargets({ events }: Catalog): readonly RuleTarget[] {
  return Object.entries(events.rules).flatMap(([rule, { bus, targets }]) =>
    targets.map((spec) => {
      const [kind = "", name = ""] = spec.to.split(":");
      return { rule, bus, spec, kind, name };
    }),
  );
}

function target(
  stage: AnyStage,
  catalog: Catalog,
  { rule, bus, spec, kind, name }: RuleTarget,
  arn: cloudwatch.EventTargetArgs["arn"],
  options: { readonly parent: Resource; readonly dependsOn?: Resource[] },
): cloudwatch.EventTarget {
  const id = `${kind}-${name.replace("/", "-")}`;
  return new cloudwatch.EventTarget(
    `rule-${rule}-${id}`,
    {
      rule: NAMES.rule.of(stage, rule),
      eventBusName: NAMES.bus.of(stage, bus),
      targetId: id,
      arn,
      ...(spec.messageGroupId === undefined ? {} : { sqsTarget: { messageGroupId: spec.messageGroupId } }),
      ...deliverySettings(stage, catalog, spec),
    },
    options,
  );
}

/**
 * Targets of rules that are queues, and the policies of these queues and of dead-letter queues: only the rules that use a
 * queue may send to it.
 */
export function queueTargets(
  stage: AnyStage,
  catalog: Catalog,
  queues: Readonly<Record<string, QueuePair>>,
  rules: readonly Resource[],
  parent: Resource,
): readonly CustomResource[] {
  const all = ruleTargets(catalog);
  const senders = new Map<string, Set<string>>();
  for (const one of all) {
    const arn = arnOf.rule(stage, one.bus, one.rule);
    for (const queue of [...(one.kind === "queue" ? [one.name] : []), ...deadLetterQueue(one.spec.deadLetters)]) {
      senders.set(queue, (senders.get(queue) ?? new Set()).add(arn));
    }
  }
  const policies = [...senders].flatMap(([queue, arns]) => {
    const made = queues[queue]?.queue;
    return made === undefined ? [] : [queuePolicy(stage, catalog, queue, made, [...arns].sort(), parent)];
  });
  const targets = all.flatMap((one) =>
    one.kind === "queue"
      ? [
          target(stage, catalog, one, arnOf.queue(stage, catalog.data.queues, one.name), {
            parent,
            dependsOn: [...rules, ...policies],
          }),
        ]
      : [],
  );
  return [...policies, ...targets];
}

function queuePolicy(
  stage: AnyStage,
  { data }: Catalog,
  name: string,
  queue: sqs.Queue,
  rules: readonly string[],
  parent: Resource,
): sqs.QueuePolicy {
  return new sqs.QueuePolicy(
    `queue-${name}-policy`,
    {
      queueUrl: queue.url,
      policy: JSON.stringify({
        Version: "2012-10-17",
        Statement: [
          {
            Sid: "EventRules",
            Effect: "Allow",
            Principal: { Service: "events.amazonaws.com" },
            Action: "sqs:SendMessage",
            Resource: arnOf.queue(stage, data.queues, name),
            Condition: { ArnEquals: { "aws:SourceArn": rules } },
          },
        ],
      }),
    },
    { parent },
  );
}

/** Targets of rules that invoke a function, each with a permission for its rule. */
export function functionTargets(
  stage: AnyStage,
  catalog: Catalog,
  fn: { readonly id: string; readonly alias: lambda.Alias },
  parent: Resource,
): readonly CustomResource[] {
  return ruleTargets(catalog)
    .filter(({ kind, name }) => kind === "function" && name === fn.id)
    .flatMap((one) => {
      const permission = new lambda.Permission(
        `${fn.id.replace("/", "-")}-rule-${one.rule}`,
        {
          statementId: `rule-${one.rule}`,
          action: "lambda:InvokeFunction",
          function: fn.alias.functionName,
          qualifier: fn.alias.name,
          principal: "events.amazonaws.com",
          sourceArn: arnOf.rule(stage, one.bus, one.rule),
        },
        { parent },
      );
      return [permission, target(stage, catalog, one, fn.alias.arn, { parent, dependsOn: [permission] })];
    });
}
