import { calling } from "../errors";
import type { AwsTarget } from "../target";
import { clientConfig } from "../target";

/** Those of some tables that exist, by their physical names. */
export async function existingTables(target: AwsTarget, names: readonly string[]): Promise<readonly string[]> {
  const { DynamoDBClient, paginateListTables } = await import("@aws-sdk/client-dynamodb");
  const client = new DynamoDBClient(clientConfig(target));
  const wanted = new Set(names);
  return calling(target, "listing the tables", async () => {
    const found: string[] = [];
    for await (const { TableNames = [] } of paginateListTables({ client }, {}))
      found.push(...TableNames.filter((name) => wanted.has(name)));
    return found.sort();
  });
}
