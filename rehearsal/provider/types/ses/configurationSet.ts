import { defineRow, TAGS_PROPERTY } from "../../schema/row";
import { block, flag, type Shape, text, textSet } from "../../schema/schema";
import { retag, tagsOf } from "./identityTags";
import { tagList } from "../../schema/tags";

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

export const configurationSet = defineRow({
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
      Tags: tagList(given.tagsAll),
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
