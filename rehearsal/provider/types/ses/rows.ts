import type { EventDestinationDefinition } from "@aws-sdk/client-sesv2";
import { type Aws, unlessGone } from "../../aws/aws";
import { defineRow, type Row, TAGS_PROPERTY, type TagChange } from "../../schema/row";
import { block, blocks, flag, type Shape, text, textSet } from "../../schema/schema";

const asTags = (tags: Readonly<Record<string, string>>) => Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));

async function retag({ ses }: Aws, { state, set, removed }: TagChange): Promise<void> {
  const ResourceArn = String(state["arn"]);
  if (removed.length > 0) await ses.untagResource({ ResourceArn, TagKeys: [...removed] });
  if (Object.keys(set).length > 0) await ses.tagResource({ ResourceArn, Tags: asTags(set) });
}

async function tagsOf({ ses }: Aws, ResourceArn: string): Promise<Readonly<Record<string, string>>> {
  const answer = await unlessGone(ses.listTagsForResource({ ResourceArn }));
  return Object.fromEntries((answer?.Tags ?? []).map(({ Key = "", Value = "" }) => [Key, Value]));
}

const emailIdentity = defineRow({
  token: "aws:sesv2/emailIdentity:EmailIdentity",
  inputs: {
    emailIdentity: text({ required: true, replaces: true }),
    configurationSetName: text(),
    dkimSigningAttributes: block(
      {
        nextSigningKeyLength: text({ computed: true }),
        currentSigningKeyLength: text({ computed: true }),
        lastKeyGenerationTimestamp: text({ computed: true }),
        signingAttributesOrigin: text({ computed: true }),
        status: text({ computed: true }),
        tokens: textSet({ computed: true }),
      },
      { computed: true },
    ),
    tags: TAGS_PROPERTY,
  },
  outputs: ["arn", "identityType", "verificationStatus", "verifiedForSendingStatus"],
  async create({ ses }, given) {
    await ses.createEmailIdentity({
      EmailIdentity: given.emailIdentity,
      ConfigurationSetName: given.configurationSetName,
      Tags: asTags(given.tagsAll),
    });
    return given.emailIdentity;
  },
  async read(aws, id) {
    const { ses, region, account } = aws;
    const found = await ses.getEmailIdentity({ EmailIdentity: id });
    const arn = `arn:aws:ses:${region}:${account}:identity/${id}`;
    const dkim = found.DkimAttributes;
    return {
      emailIdentity: id,
      // Left out where the emulator does not tell it.
      ...(found.ConfigurationSetName === undefined ? {} : { configurationSetName: found.ConfigurationSetName }),
      dkimSigningAttributes: dkim && {
        nextSigningKeyLength: dkim.NextSigningKeyLength,
        currentSigningKeyLength: dkim.CurrentSigningKeyLength,
        lastKeyGenerationTimestamp: dkim.LastKeyGenerationTimestamp,
        signingAttributesOrigin: dkim.SigningAttributesOrigin,
        status: dkim.Status,
        tokens: dkim.Tokens,
      },
      arn,
      identityType: found.IdentityType,
      verificationStatus: found.VerificationStatus ?? (found.VerifiedForSendingStatus === true ? "SUCCESS" : "PENDING"),
      verifiedForSendingStatus: found.VerifiedForSendingStatus ?? false,
      tags: await tagsOf(aws, arn),
    };
  },
  async update({ ses }, { id, news, changed }) {
    if (!changed.has("configurationSetName")) return;
    await ses.putEmailIdentityConfigurationSetAttributes({
      EmailIdentity: id,
      ConfigurationSetName: news.configurationSetName,
    });
  },
  retag,
  async remove({ ses }, id) {
    await ses.deleteEmailIdentity({ EmailIdentity: id });
  },
});

const setInputs = {
  configurationSetName: text({ required: true, replaces: true }),
  deliveryOptions: block({ tlsPolicy: text(), sendingPoolName: text() }, { computed: true }),
  reputationOptions: block(
    { reputationMetricsEnabled: flag({ default: false }), lastFreshStart: text({ computed: true }) },
    { computed: true },
  ),
  sendingOptions: block({ sendingEnabled: flag({ default: true }) }, { computed: true }),
  suppressionOptions: block({ suppressedReasons: textSet() }, { computed: true }),
  tags: TAGS_PROPERTY,
};

type SetInputs = Shape<typeof setInputs>;

const delivery = (given: SetInputs) => ({
  TlsPolicy: given.deliveryOptions?.tlsPolicy as "REQUIRE" | undefined,
  SendingPoolName: given.deliveryOptions?.sendingPoolName,
});
const suppressed = (given: SetInputs) => [...(given.suppressionOptions?.suppressedReasons ?? [])] as "BOUNCE"[];

const configurationSet = defineRow({
  token: "aws:sesv2/configurationSet:ConfigurationSet",
  inputs: setInputs,
  outputs: ["arn"],
  async create({ ses }, given) {
    await ses.createConfigurationSet({
      ConfigurationSetName: given.configurationSetName,
      ...(given.deliveryOptions === undefined ? {} : { DeliveryOptions: delivery(given) }),
      ...(given.reputationOptions === undefined
        ? {}
        : { ReputationOptions: { ReputationMetricsEnabled: given.reputationOptions.reputationMetricsEnabled } }),
      ...(given.sendingOptions === undefined
        ? {}
        : { SendingOptions: { SendingEnabled: given.sendingOptions.sendingEnabled } }),
      ...(given.suppressionOptions === undefined
        ? {}
        : { SuppressionOptions: { SuppressedReasons: suppressed(given) } }),
      Tags: asTags(given.tagsAll),
    });
    return given.configurationSetName;
  },
  async read(aws, id) {
    const { ses, region, account } = aws;
    const found = await ses.getConfigurationSet({ ConfigurationSetName: id });
    const { DeliveryOptions, ReputationOptions, SendingOptions, SuppressionOptions } = found;
    const arn = `arn:aws:ses:${region}:${account}:configuration-set/${id}`;
    return {
      configurationSetName: id,
      deliveryOptions: DeliveryOptions && {
        tlsPolicy: DeliveryOptions.TlsPolicy,
        sendingPoolName: DeliveryOptions.SendingPoolName,
      },
      reputationOptions: ReputationOptions && {
        reputationMetricsEnabled: ReputationOptions.ReputationMetricsEnabled,
        lastFreshStart: ReputationOptions.LastFreshStart,
      },
      sendingOptions: SendingOptions && { sendingEnabled: SendingOptions.SendingEnabled },
      suppressionOptions: SuppressionOptions && { suppressedReasons: SuppressionOptions.SuppressedReasons },
      arn,
      tags: await tagsOf(aws, arn),
    };
  },
  async update({ ses }, { id, news, changed }) {
    const ConfigurationSetName = id;
    if (changed.has("deliveryOptions"))
      await ses.putConfigurationSetDeliveryOptions({ ConfigurationSetName, ...delivery(news) });
    if (changed.has("reputationOptions")) {
      const ReputationMetricsEnabled = news.reputationOptions?.reputationMetricsEnabled ?? false;
      await ses.putConfigurationSetReputationOptions({ ConfigurationSetName, ReputationMetricsEnabled });
    }
    if (changed.has("sendingOptions")) {
      const SendingEnabled = news.sendingOptions?.sendingEnabled ?? true;
      await ses.putConfigurationSetSendingOptions({ ConfigurationSetName, SendingEnabled });
    }
    if (changed.has("suppressionOptions")) {
      await ses.putConfigurationSetSuppressionOptions({ ConfigurationSetName, SuppressedReasons: suppressed(news) });
    }
  },
  retag,
  async remove({ ses }, id) {
    await ses.deleteConfigurationSet({ ConfigurationSetName: id });
  },
});

const destinationInputs = {
  configurationSetName: text({ required: true, replaces: true }),
  eventDestinationName: text({ required: true, replaces: true }),
  eventDestination: block(
    {
      enabled: flag({ default: false }),
      matchingEventTypes: textSet({ required: true }),
      snsDestination: block({ topicArn: text({ required: true }) }),
      eventBridgeDestination: block({ eventBusArn: text({ required: true }) }),
      cloudWatchDestination: block({
        dimensionConfigurations: blocks(
          {
            dimensionName: text({ required: true }),
            dimensionValueSource: text({ required: true }),
            defaultDimensionValue: text({ required: true }),
          },
          { required: true },
        ),
      }),
    },
    { required: true },
  ),
};

function toDestination({ eventDestination: given }: Shape<typeof destinationInputs>): EventDestinationDefinition {
  const { snsDestination, eventBridgeDestination, cloudWatchDestination } = given;
  return {
    Enabled: given.enabled,
    MatchingEventTypes: [...given.matchingEventTypes] as "BOUNCE"[],
    ...(snsDestination === undefined ? {} : { SnsDestination: { TopicArn: snsDestination.topicArn } }),
    ...(eventBridgeDestination === undefined
      ? {}
      : { EventBridgeDestination: { EventBusArn: eventBridgeDestination.eventBusArn } }),
    ...(cloudWatchDestination === undefined
      ? {}
      : {
          CloudWatchDestination: {
            DimensionConfigurations: cloudWatchDestination.dimensionConfigurations.map((dimension) => ({
              DimensionName: dimension.dimensionName,
              DimensionValueSource: dimension.dimensionValueSource as "MESSAGE_TAG",
              DefaultDimensionValue: dimension.defaultDimensionValue,
            })),
          },
        }),
  };
}

/** `SET|DESTINATION`, as the AWS provider has it. */
function destinationKey(id: string) {
  const [ConfigurationSetName = "", EventDestinationName = ""] = id.split("|");
  return { ConfigurationSetName, EventDestinationName };
}

const eventDestination = defineRow({
  token: "aws:sesv2/configurationSetEventDestination:ConfigurationSetEventDestination",
  inputs: destinationInputs,
  outputs: [],
  async create({ ses }, given) {
    const id = `${given.configurationSetName}|${given.eventDestinationName}`;
    await ses.createConfigurationSetEventDestination({ ...destinationKey(id), EventDestination: toDestination(given) });
    return id;
  },
  async read({ ses }, id) {
    const { ConfigurationSetName, EventDestinationName } = destinationKey(id);
    const { EventDestinations } = await ses.getConfigurationSetEventDestinations({ ConfigurationSetName });
    const found = EventDestinations?.find((candidate) => candidate.Name === EventDestinationName);
    if (found === undefined) return undefined;
    return {
      configurationSetName: ConfigurationSetName,
      eventDestinationName: EventDestinationName,
      eventDestination: {
        enabled: found.Enabled ?? false,
        matchingEventTypes: found.MatchingEventTypes,
        snsDestination: found.SnsDestination && { topicArn: found.SnsDestination.TopicArn },
        eventBridgeDestination: found.EventBridgeDestination && {
          eventBusArn: found.EventBridgeDestination.EventBusArn,
        },
        cloudWatchDestination: found.CloudWatchDestination && {
          dimensionConfigurations: found.CloudWatchDestination.DimensionConfigurations?.map((dimension) => ({
            dimensionName: dimension.DimensionName,
            dimensionValueSource: dimension.DimensionValueSource,
            defaultDimensionValue: dimension.DefaultDimensionValue,
          })),
        },
      },
    };
  },
  async update({ ses }, { id, news }) {
    await ses.updateConfigurationSetEventDestination({ ...destinationKey(id), EventDestination: toDestination(news) });
  },
  async remove({ ses }, id) {
    await ses.deleteConfigurationSetEventDestination(destinationKey(id));
  },
});

const templateInputs = {
  name: text({ replaces: true }),
  subject: text(),
  html: text(),
  text: text(),
};

const content = (given: Shape<typeof templateInputs>) => ({
  TemplateContent: { Subject: given.subject, Html: given.html, Text: given.text },
});

/** A template of SES v1: version 2 of the API writes to the same store. */
const template = defineRow({
  token: "aws:ses/template:Template",
  inputs: templateInputs,
  outputs: ["arn"],
  autoName: { property: "name" },
  async create({ ses }, given) {
    const TemplateName = given.name ?? "";
    await ses.createEmailTemplate({ TemplateName, ...content(given) });
    return TemplateName;
  },
  async read({ ses, region, account }, id) {
    const { TemplateContent } = await ses.getEmailTemplate({ TemplateName: id });
    return {
      name: id,
      subject: TemplateContent?.Subject,
      html: TemplateContent?.Html,
      text: TemplateContent?.Text,
      arn: `arn:aws:ses:${region}:${account}:template/${id}`,
    };
  },
  async update({ ses }, { id, news }) {
    await ses.updateEmailTemplate({ TemplateName: id, ...content(news) });
  },
  async remove({ ses }, id) {
    await ses.deleteEmailTemplate({ TemplateName: id });
  },
});

export const sesRows: readonly Row[] = [emailIdentity, configurationSet, eventDestination, template];
