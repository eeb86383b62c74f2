import type { EventDestinationDefinition } from "@aws-sdk/client-sesv2";
import { defineRow } from "../../schema/row";
import { block, blocks, flag, type Shape, text, textSet } from "../../schema/schema";

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

export const eventDestination = defineRow({
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
