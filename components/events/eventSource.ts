import * as lambda from "@pulumi/aws/lambda";
import type { Resource } from "@pulumi/pulumi";
import type { Catalog } from "../../model/catalog/schema/catalog";
import type { TriggerSpec } from "../../model/catalog/schema/trigger";
import type { AnyStage } from "../../model/stage/stage";
import { arnOf } from "../../model/arns";
import type { StageContext } from "../functions/environment";

export interface EventSourceArgs {
  readonly catalog: Catalog;
  readonly context: StageContext;
  readonly alias: lambda.Alias;
  readonly trigger: TriggerSpec;
}

/** Invokes a function's alias with the records of a table's stream or the messages of a queue. */
export function eventSource(
  name: string,
  { catalog, context, alias, trigger }: EventSourceArgs,
  parent: Resource,
): lambda.EventSourceMapping {
  const isStream = trigger.source.startsWith("table:");
  return new lambda.EventSourceMapping(
    name,
    {
      functionName: alias.arn,
      eventSourceArn: sourceArn(catalog, context, trigger.source),
      batchSize: trigger.batchSize,
      ...(trigger.batchingWindow === undefined ? {} : { maximumBatchingWindowInSeconds: trigger.batchingWindow }),
      ...(trigger.reportBatchItemFailures === true ? { functionResponseTypes: ["ReportBatchItemFailures"] } : {}),
      ...(isStream ? streamSettings(context.stage, catalog, trigger) : queueSettings(trigger)),
    },
    { parent },
  );
}

function queueSettings({ maximumConcurrency }: TriggerSpec): Partial<lambda.EventSourceMappingArgs> {
  return maximumConcurrency === undefined ? {} : { scalingConfig: { maximumConcurrency } };
}

/**
 * Settings that are left out of the catalog are written with AWS's default: the official provider keeps the last value of
 * a setting that the program leaves out. There is no value for "no destination": one that the catalog removes stays on
 * AWS. A replacement is not forced, as the stream's position would be lost with the mapping.
 */
function streamSettings(
  stage: AnyStage,
  catalog: Catalog,
  trigger: TriggerSpec,
): Partial<lambda.EventSourceMappingArgs> {
  return {
    startingPosition: trigger.startingPosition === "trim-horizon" ? "TRIM_HORIZON" : "LATEST",
    // -1: until the record expires.
    maximumRetryAttempts: trigger.maximumRetryAttempts ?? -1,
    maximumRecordAgeInSeconds: trigger.maximumRecordAge ?? -1,
    bisectBatchOnFunctionError: trigger.bisectBatchOnError ?? false,
    parallelizationFactor: trigger.parallelizationFactor ?? 1,
    ...(trigger.onFailure === undefined
      ? {}
      : { destinationConfig: { onFailure: { destinationArn: destinationArn(stage, catalog, trigger.onFailure) } } }),
  };
}

/** `queue:failed` or `topic:failures`. */
function destinationArn(stage: AnyStage, { data }: Catalog, destination: string): string {
  const [kind = "", name = ""] = destination.split(":");
  if (kind === "queue") return arnOf.queue(stage, data.queues, name);
  if (kind === "topic") return arnOf.topic(stage, name);
  throw new TypeError(`${destination} cannot be a failure destination`);
}

/** ARN of a trigger's source: a table's stream, or a queue. */
function sourceArn(
  { data }: Catalog,
  { stage, streamArns }: StageContext,
  source: string,
): NonNullable<StageContext["streamArns"][string]> {
  const [kind = "", name = ""] = source.split(":");
  if (kind === "queue") return arnOf.queue(stage, data.queues, name);
  const stream = streamArns[name];
  if (kind !== "table" || stream === undefined) throw new TypeError(`${source} is no event source`);
  return stream;
}
