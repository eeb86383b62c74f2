import type { Table } from "../../../model/catalog/schema/catalog";
import { NAMES } from "../../../model/names";
import { keyOf, type Seed } from "../../../model/release/seed";
import type { Stage } from "../../../model/stage/stage";
import { calling } from "../errors";
import { inParallel } from "../parallel";
import { clientConfig, type AwsTarget } from "../target";

/** Rows written at once. A new on-demand table takes 4,000 a second, a provisioned one may take a single one. */
const AT_ONCE = 10;
/** The SDK waits longer each time that a table is throttled. */
const ATTEMPTS = 10;

export interface SeedResult {
  readonly written: number;
  /** Rows that were there already. They stay as they are. */
  readonly existing: number;
}

/**
 * Writes the first rows of one table, each by a conditional put: a batch write knows no condition, and would write over
 * what the stage's users have changed. Safe to repeat.
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
  const client = new DynamoDBClient({ ...clientConfig(target), maxAttempts: ATTEMPTS });
  const TableName = NAMES.table.of(stage, table);
  const [hash] = keyOf(spec);
  let existing = 0;
  await calling(target, `writing the first rows of ${TableName}`, () =>
    inParallel(seeds, AT_ONCE, async ({ row }) => {
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
