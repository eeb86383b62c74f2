import type { Table } from "../../../model/catalog/schema/catalog";
import { NAMES } from "../../../model/names";
import { keyOf, type Seed } from "../../../model/release/seed";
import type { Stage } from "../../../model/stage/stage";
import { calling } from "../errors";
import { inParallel } from "../parallel";
import { clientConfig, type AwsTarget } from "../target";

/** A new on-demand table allows 4,000 writes per second, a provisioned one may allow one. */
const PARALLEL_WRITES = 10;
/** With exponential backoff when a table is throttled. */
const MAX_ATTEMPTS = 10;

export interface SeedResult {
  readonly written: number;
  /** Rows that existed already, and are unchanged. */
  readonly existing: number;
}

/**
 * Writes the seed rows of one table, each by a conditional put: a batch write has no condition, and would overwrite rows that
 * users have changed. Safe to repeat.
 * @throws DeployError AWS
 */
export async function writeSeeds(
  target: AwsTarget,
  stage: Stage,
  table: string,
  spec: Table,
  seeds: readonly Seed[],
): Promise<SeedResult> {
  const { DynamoDBClient, PutItemCommand } = await import("@aws-sdk/client-dynamodb");
  const { marshall } = await import("@aws-sdk/util-dynamodb");
  const client = new DynamoDBClient({ ...clientConfig(target), maxAttempts: MAX_ATTEMPTS });
  const TableName = NAMES.table.of(stage, table);
  const [hash] = keyOf(spec);
  let existing = 0;
  await calling(target, `writing the seed rows of ${TableName}`, () =>
    inParallel(seeds, PARALLEL_WRITES, async ({ row }) => {
      try {
        await client.send(
          new PutItemCommand({
            TableName,
            Item: marshall(row),
            ConditionExpression: "attribute_not_exists(#key)",
            ExpressionAttributeNames: { "#key": hash?.name ?? "" },
          }),
        );
      } catch (error) {
        if ((error as Error).name !== "ConditionalCheckFailedException") throw error;
        existing += 1;
      }
    }),
  );
  return { written: seeds.length - existing, existing };
}
