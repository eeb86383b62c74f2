import type { Aws } from "../../aws/aws";
import type { TagChange } from "../../schema/row";

/** Writes the tags of a resource whose state has its ARN. */
export async function retag({ apigateway }: Aws, { state, set, removed }: TagChange): Promise<void> {
  const ResourceArn = String(state["arn"]);
  if (removed.length > 0) await apigateway.untagResource({ ResourceArn, TagKeys: [...removed] });
  if (Object.keys(set).length > 0) await apigateway.tagResource({ ResourceArn, Tags: set });
}
