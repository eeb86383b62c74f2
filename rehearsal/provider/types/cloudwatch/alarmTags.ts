import type { Aws } from "../../aws/aws";
import type { TagChange } from "../../schema/row";
import { tagList, tagMap } from "../../schema/tags";

export const alarmArn = (region: string, account: string, name: string): string =>
  `arn:aws:cloudwatch:${region}:${account}:alarm:${name}`;

export async function retag({ cloudwatch }: Aws, { state, set, removed }: TagChange): Promise<void> {
  const ResourceARN = String(state["arn"]);
  if (removed.length > 0) await cloudwatch.untagResource({ ResourceARN, TagKeys: [...removed] });
  if (Object.keys(set).length > 0) await cloudwatch.tagResource({ ResourceARN, Tags: tagList(set) });
}

export async function tagsOf({ cloudwatch }: Aws, arn: string): Promise<Readonly<Record<string, string>>> {
  const { Tags = [] } = await cloudwatch.listTagsForResource({ ResourceARN: arn });
  return tagMap(Tags);
}
