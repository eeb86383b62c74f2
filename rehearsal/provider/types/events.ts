import type { Aws } from "../aws/aws";
import { defineRow, type Row, TAGS_PROPERTY, type TagChange } from "../schema/row";
import { block, flag, json, number, type Shape, text, textMap } from "../schema/schema";
import { toDelivery } from "./delivery";
import { tagList, tagMap } from "../schema/tags";

async function retag({ events }: Aws, { state, set, removed }: TagChange): Promise<void> {
  const ResourceARN = String(state["arn"]);
  if (removed.length > 0) await events.untagResource({ ResourceARN, TagKeys: [...removed] });
  if (Object.keys(set).length > 0) await events.tagResource({ ResourceARN, Tags: tagList(set) });
}

const DEFAULT_BUS = "default";

const eventBus = defineRow({
  token: "aws:cloudwatch/eventBus:EventBus",
  inputs: {
    name: text({ replaces: true }),
    description: text(),
    kmsKeyIdentifier: text(),
    deadLetterConfig: block({ arn: text() }),
    tags: TAGS_PROPERTY,
  },
  outputs: ["arn"],
  autoName: { property: "name" },
  async create({ events }, given) {
    const Name = given.name ?? "";
    await events.createEventBus({
      Name,
      Description: given.description,
      KmsKeyIdentifier: given.kmsKeyIdentifier,
      ...(given.deadLetterConfig === undefined ? {} : { DeadLetterConfig: { Arn: given.deadLetterConfig.arn } }),
      Tags: tagList(given.tagsAll),
    });
    return Name;
  },
  async read({ events }, id) {
    const found = await events.describeEventBus({ Name: id });
    const { Tags } = await events.listTagsForResource({ ResourceARN: found.Arn });
    return {
      name: found.Name,
      description: found.Description,
      kmsKeyIdentifier: found.KmsKeyIdentifier,
      deadLetterConfig: found.DeadLetterConfig?.Arn ? { arn: found.DeadLetterConfig.Arn } : undefined,
      arn: found.Arn,
      tags: tagMap(Tags),
    };
  },
  async update({ events }, { id, news }) {
    await events.updateEventBus({
      Name: id,
      Description: news.description ?? "",
      KmsKeyIdentifier: news.kmsKeyIdentifier ?? "",
      DeadLetterConfig: news.deadLetterConfig === undefined ? {} : { Arn: news.deadLetterConfig.arn },
    });
  },
  retag,
  async remove({ events }, id) {
    await events.deleteEventBus({ Name: id });
  },
});

const ruleInputs = {
  name: text({ replaces: true }),
  eventBusName: text({ default: DEFAULT_BUS, replaces: true }),
  description: text(),
  eventPattern: json(),
  scheduleExpression: text(),
  roleArn: text(),
  state: text({ default: "ENABLED" }),
  forceDestroy: flag({ default: false }),
  tags: TAGS_PROPERTY,
};

/** `BUS/RULE`, or the rule's name alone on the default bus, as the AWS provider has it. */
function ruleKey(id: string): { readonly EventBusName: string; readonly Name: string } {
  const at = id.lastIndexOf("/");
  return at < 0 ? { EventBusName: DEFAULT_BUS, Name: id } : { EventBusName: id.slice(0, at), Name: id.slice(at + 1) };
}

const ruleSettings = (given: Shape<typeof ruleInputs>) => ({
  Name: given.name,
  EventBusName: given.eventBusName,
  Description: given.description ?? "",
  EventPattern: given.eventPattern,
  ScheduleExpression: given.scheduleExpression,
  RoleArn: given.roleArn,
  State: given.state as "ENABLED",
});

const eventRule = defineRow({
  token: "aws:cloudwatch/eventRule:EventRule",
  inputs: ruleInputs,
  outputs: ["arn"],
  autoName: { property: "name" },
  async create({ events }, given) {
    const Tags = tagList(given.tagsAll);
    await events.putRule({ ...ruleSettings(given), ...(Tags.length > 0 ? { Tags } : {}) });
    return given.eventBusName === DEFAULT_BUS ? (given.name ?? "") : `${given.eventBusName}/${given.name ?? ""}`;
  },
  async read({ events }, id) {
    const { EventBusName, Name } = ruleKey(id);
    const found = await events.describeRule({ EventBusName, Name });
    const { Tags } = await events.listTagsForResource({ ResourceARN: found.Arn });
    return {
      name: found.Name,
      eventBusName: EventBusName,
      description: found.Description,
      eventPattern: found.EventPattern,
      scheduleExpression: found.ScheduleExpression,
      roleArn: found.RoleArn,
      state: found.State ?? "ENABLED",
      arn: found.Arn,
      tags: tagMap(Tags),
    };
  },
  async update({ events }, { news, changed }) {
    if ([...changed].every((name) => name === "forceDestroy")) return;
    await events.putRule(ruleSettings(news));
  },
  retag,
  async remove({ events }, id, state) {
    await events.deleteRule({ ...ruleKey(id), Force: state["forceDestroy"] === true });
  },
  validate: ({ eventPattern, scheduleExpression }) =>
    eventPattern === undefined && scheduleExpression === undefined
      ? ["one of eventPattern and scheduleExpression is needed"]
      : [],
});

const targetInputs = {
  rule: text({ required: true, replaces: true }),
  eventBusName: text({ default: DEFAULT_BUS, replaces: true }),
  targetId: text({ replaces: true }),
  arn: text({ required: true }),
  roleArn: text(),
  input: json(),
  inputPath: text(),
  inputTransformer: block({ inputPaths: textMap(), inputTemplate: text({ required: true }) }),
  deadLetterConfig: block({ arn: text() }),
  retryPolicy: block({ maximumEventAgeInSeconds: number(), maximumRetryAttempts: number() }),
  sqsTarget: block({ messageGroupId: text() }),
  forceDestroy: flag({ default: false }),
};

type TargetInputs = Shape<typeof targetInputs>;

function toTarget(given: TargetInputs, Id: string) {
  const { inputTransformer: transformer, sqsTarget: sqs } = given;
  return {
    Id,
    Arn: given.arn,
    RoleArn: given.roleArn,
    Input: given.input,
    InputPath: given.inputPath,
    ...(transformer === undefined
      ? {}
      : {
          InputTransformer: { InputPathsMap: { ...transformer.inputPaths }, InputTemplate: transformer.inputTemplate },
        }),
    ...toDelivery(given),
    ...(sqs === undefined ? {} : { SqsParameters: { MessageGroupId: sqs.messageGroupId } }),
  };
}

/** The id is `RULE-TARGET`, which cannot be taken apart; an import says `BUS/RULE/TARGET`. */
function targetKey(
  id: string,
  state: Readonly<Record<string, unknown>>,
): { bus: string; rule: string; target: string } {
  if (state["rule"] !== undefined) {
    return {
      bus: String(state["eventBusName"] ?? DEFAULT_BUS),
      rule: String(state["rule"]),
      target: String(state["targetId"]),
    };
  }
  const parts = id.split("/");
  const [bus = DEFAULT_BUS, rule = "", target = ""] = parts.length === 2 ? [DEFAULT_BUS, ...parts] : parts;
  return { bus, rule, target };
}

const eventTarget = defineRow({
  token: "aws:cloudwatch/eventTarget:EventTarget",
  inputs: targetInputs,
  outputs: [],
  autoName: { property: "targetId" },
  async create({ events }, given) {
    const target = given.targetId ?? "";
    await events.putTargets({ Rule: given.rule, EventBusName: given.eventBusName, Targets: [toTarget(given, target)] });
    return `${given.eventBusName === DEFAULT_BUS ? "" : `${given.eventBusName}-`}${given.rule}-${target}`;
  },
  async read({ events }, id, state) {
    const { bus, rule, target } = targetKey(id, state);
    const { Targets = [] } = await events.listTargetsByRule({ Rule: rule, EventBusName: bus });
    const found = Targets.find((candidate) => candidate.Id === target);
    if (found === undefined) return undefined;
    const { InputTransformer: transformer, RetryPolicy: retry } = found;
    return {
      rule,
      eventBusName: bus,
      targetId: target,
      arn: found.Arn,
      roleArn: found.RoleArn,
      input: found.Input,
      inputPath: found.InputPath,
      inputTransformer: transformer && {
        inputPaths: transformer.InputPathsMap,
        inputTemplate: transformer.InputTemplate,
      },
      deadLetterConfig: found.DeadLetterConfig?.Arn ? { arn: found.DeadLetterConfig.Arn } : undefined,
      retryPolicy: retry && {
        maximumEventAgeInSeconds: retry.MaximumEventAgeInSeconds,
        maximumRetryAttempts: retry.MaximumRetryAttempts,
      },
      sqsTarget: found.SqsParameters?.MessageGroupId
        ? { messageGroupId: found.SqsParameters.MessageGroupId }
        : undefined,
    };
  },
  async update({ events }, { news }) {
    await events.putTargets({
      Rule: news.rule,
      EventBusName: news.eventBusName,
      Targets: [toTarget(news, news.targetId ?? "")],
    });
  },
  async remove({ events }, id, state) {
    const { bus, rule, target } = targetKey(id, state);
    await events.removeTargets({ Rule: rule, EventBusName: bus, Ids: [target], Force: state["forceDestroy"] === true });
  },
});

export const eventRows: readonly Row[] = [eventBus, eventRule, eventTarget];
