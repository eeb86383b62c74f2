import { AWS_LIMITS } from "../../../../model/limits/awsLimits";
import { unlessGone, until } from "../../aws/aws";
import { rangeOf } from "../../schema/limits";
import { defineRow, type Row, TAGS_PROPERTY } from "../../schema/row";
import { block, blockSet, flag, number, numberMap, type Shape, text, textSet } from "../../schema/schema";
import { isRecord } from "../../values/values";
import { invokeArn, lambdaFunction } from "./function";

/** `arn:…:function:NAME:QUALIFIER` and plain names to NAME. */
export const functionName = (reference: string): string =>
  reference.startsWith("arn:") ? (reference.split(":")[6] ?? reference) : (reference.split(":")[0] ?? reference);

/** The same with what is called of it: `NAME:QUALIFIER`. */
function qualifiedName(reference: string): string {
  const qualifier = reference.split(":")[reference.startsWith("arn:") ? 7 : 1];
  return qualifier === undefined ? functionName(reference) : `${functionName(reference)}:${qualifier}`;
}

const aliasInputs = {
  name: text({ replaces: true }),
  functionName: text({ required: true, replaces: true, normal: functionName }),
  functionVersion: text({ required: true }),
  description: text(),
  routingConfig: block({ additionalVersionWeights: numberMap() }),
};

const routing = (given: Shape<typeof aliasInputs>) => ({
  RoutingConfig: { AdditionalVersionWeights: { ...given.routingConfig?.additionalVersionWeights } },
});

/** An alias's id is its ARN, as the AWS provider has it; `FUNCTION/ALIAS` serves for an import. */
function aliasKey(id: string): { readonly FunctionName: string; readonly Name: string } {
  const parts = id.startsWith("arn:") ? id.split(":").slice(6) : id.split("/");
  return { FunctionName: parts[0] ?? "", Name: parts[1] ?? "" };
}

const alias = defineRow({
  token: "aws:lambda/alias:Alias",
  inputs: aliasInputs,
  outputs: ["arn", "invokeArn"],
  autoName: { property: "name" },
  async create({ lambda }, given) {
    const { AliasArn = "" } = await lambda.createAlias({
      FunctionName: functionName(given.functionName),
      Name: given.name,
      FunctionVersion: given.functionVersion,
      Description: given.description ?? "",
      ...(given.routingConfig === undefined ? {} : routing(given)),
    });
    return AliasArn;
  },
  async read(aws, id) {
    const { FunctionName } = aliasKey(id);
    const found = await aws.lambda.getAlias(aliasKey(id));
    const weights = found.RoutingConfig?.AdditionalVersionWeights ?? {};
    const arn = found.AliasArn ?? "";
    return {
      name: found.Name,
      functionName: FunctionName,
      functionVersion: found.FunctionVersion,
      description: found.Description,
      routingConfig: Object.keys(weights).length > 0 ? { additionalVersionWeights: weights } : undefined,
      arn,
      invokeArn: invokeArn(aws, arn),
    };
  },
  async update({ lambda }, { id, news, changed }) {
    await lambda.updateAlias({
      ...aliasKey(id),
      FunctionVersion: news.functionVersion,
      Description: news.description ?? "",
      ...(changed.has("routingConfig") ? routing(news) : {}),
    });
  },
  async remove({ lambda }, id) {
    await lambda.deleteAlias(aliasKey(id));
  },
});

const permissionInputs = {
  statementId: text({ replaces: true }),
  action: text({ required: true, replaces: true }),
  function: text({ required: true, replaces: true, normal: functionName }),
  principal: text({ required: true, replaces: true }),
  qualifier: text({ replaces: true }),
  sourceArn: text({ replaces: true }),
  sourceAccount: text({ replaces: true }),
};

interface Statement {
  readonly Sid?: string;
  readonly Action?: string;
  readonly Principal?: string | Readonly<Record<string, string>>;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

const permission = defineRow({
  token: "aws:lambda/permission:Permission",
  inputs: permissionInputs,
  outputs: [],
  autoName: { property: "statementId" },
  async create({ lambda }, given) {
    const StatementId = given.statementId ?? "";
    await lambda.addPermission({
      FunctionName: given.function,
      StatementId,
      Action: given.action,
      Principal: given.principal,
      Qualifier: given.qualifier,
      SourceArn: given.sourceArn,
      SourceAccount: given.sourceAccount,
    });
    return StatementId;
  },
  async read({ lambda }, id, state) {
    // An import says `FUNCTION/STATEMENT` or `FUNCTION:QUALIFIER/STATEMENT`.
    const [reference = "", sid] = id.includes("/") ? id.split("/") : [String(state["function"] ?? ""), id];
    const [plainName, importedQualifier] = reference.startsWith("arn:")
      ? [functionName(reference)]
      : reference.split(":");
    const Qualifier = typeof state["qualifier"] === "string" ? state["qualifier"] : importedQualifier;
    const { Policy = "{}" } = await lambda.getPolicy({ FunctionName: plainName, Qualifier });
    const { Statement = [] } = JSON.parse(Policy) as { Statement?: readonly Statement[] };
    const found = Statement.find((statement) => statement.Sid === sid);
    if (found === undefined) return undefined;
    const principal = isRecord(found.Principal) ? Object.values(found.Principal)[0] : found.Principal;
    return {
      statementId: sid,
      function: plainName,
      action: found.Action,
      principal,
      qualifier: Qualifier,
      sourceArn: found.Condition?.["ArnLike"]?.["AWS:SourceArn"],
      sourceAccount: found.Condition?.["StringEquals"]?.["AWS:SourceAccount"],
    };
  },
  async remove({ lambda }, id, state) {
    const Qualifier = typeof state["qualifier"] === "string" ? state["qualifier"] : undefined;
    const StatementId = String(state["statementId"] ?? id);
    await lambda.removePermission({ FunctionName: String(state["function"]), StatementId, Qualifier });
  },
});

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

const eventSourceMapping = defineRow({
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
  async retag({ lambda }, { state, set, removed }) {
    const Resource = String(state["arn"]);
    if (removed.length > 0) await lambda.untagResource({ Resource, TagKeys: [...removed] });
    if (Object.keys(set).length > 0) await lambda.tagResource({ Resource, Tags: set });
  },
  async remove({ lambda }, id) {
    await lambda.deleteEventSourceMapping({ UUID: id });
    await until(async () => (await unlessGone(lambda.getEventSourceMapping({ UUID: id }))) === undefined);
  },
});

export const lambdaRows: readonly Row[] = [lambdaFunction, alias, permission, eventSourceMapping];
