import type { Aws } from "../../aws/aws";
import type { TagChange } from "../../schema/row";

/** Writes the tags of a resource whose state has its ARN. */
export async function retag({ lambda }: Aws, { state, set, removed }: TagChange): Promise<void> {
  const Resource = String(state["arn"]);
  if (removed.length > 0) await lambda.untagResource({ Resource, TagKeys: [...removed] });
  if (Object.keys(set).length > 0) await lambda.tagResource({ Resource, Tags: set });
}
