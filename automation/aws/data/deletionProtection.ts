import { NAMES } from "../../../model/names";
import type { Stage } from "../../../model/stage/stage";
import { calling } from "../errors";
import { clientConfig, type AwsTarget } from "../target";

/**
 * Turns off the deletion protection of a table that is about to be deleted.
 * @param name in the catalog
 */
export async function disableTableProtection(target: AwsTarget, stage: Stage, name: string): Promise<void> {
  const { DynamoDBClient, UpdateTableCommand } = await import("@aws-sdk/client-dynamodb");
  const client = new DynamoDBClient(clientConfig(target));
  const TableName = NAMES.table.of(stage, name);
  await calling(target, `turning off the deletion protection of ${TableName}`, () =>
    client.send(new UpdateTableCommand({ TableName, DeletionProtectionEnabled: false })),
  );
}
