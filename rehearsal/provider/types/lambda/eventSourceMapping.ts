import { AWS_LIMITS } from "../../../../model/limits/awsLimits";
import { unlessGone, until } from "../../aws/aws";
import { rangeOf } from "../../schema/limits";
import { defineRow, TAGS_PROPERTY } from "../../schema/row";
import { block, blockSet, flag, number, type Shape, text, textSet } from "../../schema/schema";
import { qualifiedName } from "./functionName";
import { retag } from "./retag";

const mappingInputs = {
  eventSourceArn: text({ required: true, replaces: true }),
  functionName: text({ required: true, normal: qualifiedName }),
  enabled: flag({ default: true }),
  batchSize: number({ computed: true, range: rangeOf("triggerBatch") }),
  // Not computed: left out, the AWS provider writes 0.
  maximumBatchingWindowInSeconds: number({ range: rangeOf("triggerWindow") }),
  startingPosition: text({ replaces: true }),
  functionResponseTypes: textSet(),
  filterCriteria: block({ filters: blockSet({ pattern: text() }) }),
  scalingConfig: block({ maximumConcurrency: number({ range: rangeOf("triggerConcurrency") }) }),
  // Computed, as the official provider ignores that a program no longer gives it.
  destinationConfig: block({ onFailure: block({ destinationArn: text({ required: true }) }) }, { computed: true }),
  bisectBatchOnFunctionError: flag({ computed: true }),
  maximumRecordAgeInSeconds: number({ computed: true }),
  maximumRetryAttempts: number({ computed: true, range: [-1, AWS_LIMITS.streamRetries.max] }),
  parallelizationFactor: number({ computed: true, range: rangeOf("streamParallelization") }),
  tags: TAGS_PROPERTY,
};

function mappingSettings(given: Shape<typeof mappingInputs>) {
  return {
    FunctionName: given.functionName,
    Enabled: given.enabled,
    BatchSize: given.batchSize,
    MaximumBatchingWindowInSeconds: given.maximumBatchingWindowInSeconds,
    FunctionResponseTypes: [...(given.functionResponseTypes ?? [])] as "ReportBatchItemFailures"[],
    BisectBatchOnFunctionError: given.bisectBatchOnFunctionError,
    MaximumRecordAgeInSeconds: given.maximumRecordAgeInSeconds,
    MaximumRetryAttempts: given.maximumRetryAttempts,
    ParallelizationFactor: given.parallelizationFactor,
    FilterCriteria: { Filters: (given.filterCriteria?.filters ?? []).map(({ pattern }) => ({ Pattern: pattern })) },
    ...(given.scalingConfig === undefined
      ? {}
      : { ScalingConfig: { MaximumConcurrency: given.scalingConfig.maximumConcurrency } }),
    ...(given.destinationConfig?.onFailure === undefined
      ? {}
      : { DestinationConfig: { OnFailure: { Destination: given.destinationConfig.onFailure.destinationArn } } }),
  };
}

export const eventSourceMapping = defineRow({
  token: "aws:lambda/eventSourceMapping:EventSourceMapping",
  inputs: mappingInputs,
  outputs: ["arn", "uuid", "functionArn", "state", "lastModified", "lastProcessingResult", "stateTransitionReason"],
  async create({ lambda }, given) {
    const { UUID = "" } = await lambda.createEventSourceMapping({
      EventSourceArn: given.eventSourceArn,
      StartingPosition: given.startingPosition as "LATEST" | undefined,
      Tags: given.tagsAll,
      ...mappingSettings(given),
    });
    return UUID;
  },
  async read({ lambda, region, account }, id, state) {
    const found = await lambda.getEventSourceMapping({ UUID: id });
    const arn = found.EventSourceMappingArn ?? `arn:aws:lambda:${region}:${account}:event-source-mapping:${id}`;
    const { Tags } = await lambda.listTags({ Resource: arn });
    const filters = found.FilterCriteria?.Filters ?? [];
    const failure = found.DestinationConfig?.OnFailure?.Destination;
    const target = found.FunctionArn ?? "";
    return {
      eventSourceArn: found.EventSourceArn,
      functionName: target,
      enabled: !["Disabled", "Disabling"].includes(found.State ?? ""),
      batchSize: found.BatchSize,
      // A mapping without a window has 0.
      maximumBatchingWindowInSeconds:
        found.MaximumBatchingWindowInSeconds === 0 && state["maximumBatchingWindowInSeconds"] === undefined
          ? undefined
          : found.MaximumBatchingWindowInSeconds,
      startingPosition: found.StartingPosition,
      functionResponseTypes: found.FunctionResponseTypes,
      filterCriteria:
        filters.length > 0 ? { filters: filters.map(({ Pattern }) => ({ pattern: Pattern })) } : undefined,
      scalingConfig: found.ScalingConfig?.MaximumConcurrency
        ? { maximumConcurrency: found.ScalingConfig.MaximumConcurrency }
        : undefined,
      destinationConfig: failure ? { onFailure: { destinationArn: failure } } : undefined,
      bisectBatchOnFunctionError: found.BisectBatchOnFunctionError,
      maximumRecordAgeInSeconds: found.MaximumRecordAgeInSeconds,
      maximumRetryAttempts: found.MaximumRetryAttempts,
      parallelizationFactor: found.ParallelizationFactor,
      arn,
      uuid: id,
      functionArn: target,
      state: found.State,
      stateTransitionReason: found.StateTransitionReason,
      lastModified: found.LastModified,
      lastProcessingResult: found.LastProcessingResult,
      tags: Tags ?? {},
    };
  },
  async update({ lambda }, { id, news, changed }) {
    const removed = {
      ...(changed.has("scalingConfig") && news.scalingConfig === undefined ? { ScalingConfig: {} } : {}),
      ...(changed.has("maximumBatchingWindowInSeconds") && news.maximumBatchingWindowInSeconds === undefined
        ? { MaximumBatchingWindowInSeconds: 0 }
        : {}),
    };
    await lambda.updateEventSourceMapping({ UUID: id, ...mappingSettings(news), ...removed });
  },
  retag,
  async remove({ lambda }, id) {
    await lambda.deleteEventSourceMapping({ UUID: id });
    await until(async () => (await unlessGone(lambda.getEventSourceMapping({ UUID: id }))) === undefined);
  },
});
