import type { DynamoDBClient, TableDescription } from "@aws-sdk/client-dynamodb";
import type { TableFacts } from "../../../model/backup/exportPlan";
import type { Catalog } from "../../../model/catalog/schema/catalog";
import { DeployError } from "../../../model/errors";
import { NAMES } from "../../../model/names";
import { calling, isNotFound } from "../../aws/errors";
import { inParallel } from "../../aws/parallel";
import { clientConfig, type AwsTarget } from "../../aws/target";
import type { Session } from "../../session";

const PARALLEL_CALLS = 8;
/** With exponential backoff when a table is throttled. */
const MAX_ATTEMPTS = 10;

export async function dynamoClient(target: AwsTarget): Promise<DynamoDBClient> {
  const { DynamoDBClient } = await import("@aws-sdk/client-dynamodb");
  return new DynamoDBClient({ ...clientConfig(target), maxAttempts: MAX_ATTEMPTS });
}

/**
 * Facts about a stage's tables, in the order of the catalog.
 * @throws DeployError PREFLIGHT with all tables that do not exist: a set without them would not be whole
 */
export async function tableFacts({ stage, target }: Session, catalog: Catalog): Promise<readonly TableFacts[]> {
  const { DescribeTableCommand } = await import("@aws-sdk/client-dynamodb");
  const client = await dynamoClient(target);
  const names = Object.keys(catalog.data.tables);
  const found = new Map<string, TableFacts>();
  const missing: string[] = [];
  await inParallel(names, PARALLEL_CALLS, async (name) => {
    const TableName = NAMES.table.of(stage, name);
    await calling(target, `reading the table ${TableName}`, async () => {
      try {
        const { Table = {} } = await client.send(new DescribeTableCommand({ TableName }));
        found.set(name, factsOf(name, TableName, Table));
      } catch (error) {
        if (!isNotFound(error)) throw error;
        missing.push(TableName);
      }
    });
  });
  if (missing.length === 0) return names.flatMap((name) => found.get(name) ?? []);
  throw new DeployError(
    "PREFLIGHT",
    `Tables of the release do not exist: ${missing.sort().join(", ")}. Nothing was backed up.`,
    `Compare the stage with AWS: \`bin/deploy refresh ${stage.name} --check\`. Earlier sets are unchanged: \`bin/deploy dr list ${stage.name}\`.`,
  );
}

function factsOf(name: string, table: string, description: TableDescription): TableFacts {
  const { KeySchema = [], AttributeDefinitions = [], ItemCount = 0, TableSizeBytes = 0 } = description;
  const { BillingModeSummary, ProvisionedThroughput } = description;
  const readUnits = ProvisionedThroughput?.ReadCapacityUnits ?? 0;
  const isOnDemand = BillingModeSummary?.BillingMode === "PAY_PER_REQUEST" || readUnits === 0;
  return {
    name,
    table,
    keys: KeySchema.map(({ AttributeName = "" }) => ({
      name: AttributeName,
      type: AttributeDefinitions.find((one) => one.AttributeName === AttributeName)?.AttributeType ?? "S",
    })),
    items: ItemCount,
    bytes: TableSizeBytes,
    capacity: isOnDemand ? { kind: "on-demand" } : { kind: "provisioned", readUnits },
  };
}
