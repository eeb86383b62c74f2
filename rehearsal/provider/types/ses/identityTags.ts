import { type Aws, unlessGone } from "../../aws/aws";
import type { TagChange } from "../../schema/row";
import { tagList, tagMap } from "../../schema/tags";

export async function retag({ ses }: Aws, { state, set, removed }: TagChange): Promise<void> {
  const ResourceArn = String(state["arn"]);
  if (removed.length > 0) await ses.untagResource({ ResourceArn, TagKeys: [...removed] });
  if (Object.keys(set).length > 0) await ses.tagResource({ ResourceArn, Tags: tagList(set) });
}

export async function tagsOf({ ses }: Aws, ResourceArn: string): Promise<Readonly<Record<string, string>>> {
  const answer = await unlessGone(ses.listTagsForResource({ ResourceArn }));
  return tagMap(answer?.Tags);
}
