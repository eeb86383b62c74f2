import type { SSM } from "@aws-sdk/client-ssm";
import { defineRow, type Row, TAGS_PROPERTY } from "../schema/row";
import { flag, type Shape, text } from "../schema/schema";
import { tagList, tagMap } from "../schema/tags";

const inputs = {
  name: text({ replaces: true }),
  type: text({ required: true }),
  value: text({ required: true }),
  description: text(),
  tier: text({ computed: true }),
  dataType: text({ default: "text", replaces: true }),
  keyId: text({ computed: true }),
  allowedPattern: text(),
  overwrite: flag({ computed: true }),
  tags: TAGS_PROPERTY,
};

async function put(ssm: SSM, given: Shape<typeof inputs>, overwrite: boolean): Promise<void> {
  await ssm.putParameter({
    Name: given.name,
    Type: given.type as "String",
    Value: given.value,
    Description: given.description,
    Tier: given.tier as "Standard" | undefined,
    DataType: given.dataType,
    KeyId: given.keyId,
    AllowedPattern: given.allowedPattern,
    Overwrite: overwrite,
  });
}

const parameter = defineRow({
  token: "aws:ssm/parameter:Parameter",
  inputs,
  outputs: ["arn", "version"],
  autoName: { property: "name" },
  async create({ ssm }, given) {
    await put(ssm, given, given.overwrite === true);
    return given.name ?? "";
  },
  async settle({ ssm }, id, { tagsAll }) {
    // AWS takes no tags together with an overwrite.
    const Tags = tagList(tagsAll);
    if (Tags.length > 0) await ssm.addTagsToResource({ ResourceType: "Parameter", ResourceId: id, Tags });
  },
  async read({ ssm }, id) {
    const { Parameter: found } = await ssm.getParameter({ Name: id, WithDecryption: true });
    if (found === undefined) return undefined;
    const { Parameters = [] } = await ssm.describeParameters({
      ParameterFilters: [{ Key: "Name", Option: "Equals", Values: [id] }],
    });
    const details = Parameters[0];
    const { TagList } = await ssm.listTagsForResource({ ResourceType: "Parameter", ResourceId: id });
    return {
      name: id,
      type: found.Type,
      value: found.Value,
      description: details?.Description,
      tier: details?.Tier,
      dataType: found.DataType ?? "text",
      keyId: details?.KeyId,
      allowedPattern: details?.AllowedPattern,
      arn: found.ARN,
      version: found.Version,
      tags: tagMap(TagList),
    };
  },
  async update({ ssm }, { news, changed }) {
    if ([...changed].every((name) => name === "overwrite")) return;
    await put(ssm, news, true);
  },
  async retag({ ssm }, { id, set, removed }) {
    if (removed.length > 0) {
      await ssm.removeTagsFromResource({ ResourceType: "Parameter", ResourceId: id, TagKeys: [...removed] });
    }
    const Tags = tagList(set);
    if (Tags.length > 0) await ssm.addTagsToResource({ ResourceType: "Parameter", ResourceId: id, Tags });
  },
  async remove({ ssm }, id) {
    await ssm.deleteParameter({ Name: id });
  },
  recomputed: () => ["version"],
});

export const ssmRows: readonly Row[] = [parameter];
