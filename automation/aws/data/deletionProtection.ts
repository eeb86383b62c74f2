import { NAMES } from "../../../model/names";
import type { Stage } from "../../../model/stage/stage";
import { calling } from "../errors";
import { clientConfig, type AwsTarget } from "../target";

/**
 * Takes AWS's own protection off a table that is about to be deleted.
 * @param name as the catalog has it
 */
export async function liftTableProtection(target: AwsTarget, stage: Stage, name: string): Promise<void> {
  const { DynamoDBClient, UpdateTableCommand } = await import("@aws-sdk/client-dynamodb");
  const client = new DynamoDBClient(clientConfig(target));
  const TableName = NAMES.table.of(stage, name);
  await calling(target, `taking the deletion protection off ${TableName}`, () =>
    client.send(new UpdateTableCommand({ TableName, DeletionProtectionEnabled: false })),
  );
}
