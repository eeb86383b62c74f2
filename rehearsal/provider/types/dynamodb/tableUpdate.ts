import type { DynamoDB } from "@aws-sdk/client-dynamodb";
import { until } from "../../aws/aws";
import type { Change } from "../../schema/row";
import type { inputs } from "./tableInputs";
import { type Inputs, type Gsi } from "./tableInputs";
import { definitions, throughput, isProvisioned, globalIndex, streams, encryption } from "./tableSettings";

export async function waitUntilActive(dynamodb: DynamoDB, id: string): Promise<void> {
  await until(async () => {
    const { Table } = await dynamodb.describeTable({ TableName: id });
    const indexes = Table?.GlobalSecondaryIndexes ?? [];
    return Table?.TableStatus === "ACTIVE" && indexes.every((index) => (index.IndexStatus ?? "ACTIVE") === "ACTIVE");
  });
}

export async function writeTtl(
  dynamodb: DynamoDB,
  id: string,
  ttl: Inputs["ttl"],
  before?: Inputs["ttl"],
): Promise<void> {
  const [Enabled, AttributeName] = [ttl?.enabled ?? false, ttl?.attributeName];
  // What is off already has no attribute on AWS, and the AWS provider shows no change.
  if (!Enabled && before?.enabled !== true) return;
  await dynamodb.updateTimeToLive({ TableName: id, TimeToLiveSpecification: { Enabled, AttributeName } });
}

export async function writeRecovery(
  dynamodb: DynamoDB,
  id: string,
  recovery: Inputs["pointInTimeRecovery"],
): Promise<void> {
  const { enabled = false, recoveryPeriodInDays } = recovery ?? {};
  await dynamodb.updateContinuousBackups({
    TableName: id,
    PointInTimeRecoverySpecification: {
      PointInTimeRecoveryEnabled: enabled,
      ...(enabled && recoveryPeriodInDays !== undefined ? { RecoveryPeriodInDays: recoveryPeriodInDays } : {}),
    },
  });
}

/** AWS takes one change of an index, or of a table's settings, at a time. */
async function updateIndexes(dynamodb: DynamoDB, { id, olds, news }: Change<typeof inputs>): Promise<void> {
  const before = new Map((olds.globalSecondaryIndexes ?? []).map((index) => [index.name, index]));
  const after = new Map((news.globalSecondaryIndexes ?? []).map((index) => [index.name, index]));
  const text = (index: Gsi | undefined) =>
    JSON.stringify(index && globalIndex(news, index), (key, value: unknown) =>
      key === "NonKeyAttributes" && Array.isArray(value) ? [...(value as readonly string[])].sort() : value,
    );
  const altered = [...before.keys()].filter((name) => text(before.get(name)) !== text(after.get(name)));
  const created = [...after.keys()].filter((name) => text(before.get(name)) !== text(after.get(name)));
  for (const IndexName of altered) {
    await dynamodb.updateTable({ TableName: id, GlobalSecondaryIndexUpdates: [{ Delete: { IndexName } }] });
    await waitUntilActive(dynamodb, id);
  }
  for (const name of created) {
    const index = after.get(name);
    if (index === undefined) continue;
    const Create = globalIndex(news, index);
    await dynamodb.updateTable({
      TableName: id,
      AttributeDefinitions: definitions(news),
      GlobalSecondaryIndexUpdates: [{ Create }],
    });
    await waitUntilActive(dynamodb, id);
  }
}

export async function updateTable(dynamodb: DynamoDB, change: Change<typeof inputs>): Promise<void> {
  const { id, news, changed } = change;
  const step = async (settings: Partial<Parameters<DynamoDB["updateTable"]>[0]>) => {
    await dynamodb.updateTable({ TableName: id, ...settings });
    await waitUntilActive(dynamodb, id);
  };
  if (
    changed.has("billingMode") ||
    (isProvisioned(news) && (changed.has("readCapacity") || changed.has("writeCapacity")))
  ) {
    const BillingMode = news.billingMode as "PROVISIONED";
    await step({ BillingMode, ...(isProvisioned(news) ? { ProvisionedThroughput: throughput(news) } : {}) });
  }
  if (changed.has("streamEnabled") || changed.has("streamViewType")) await step({ StreamSpecification: streams(news) });
  if (changed.has("serverSideEncryption")) await step({ SSESpecification: encryption(news) });
  if (changed.has("deletionProtectionEnabled"))
    await step({ DeletionProtectionEnabled: news.deletionProtectionEnabled });
  if (changed.has("tableClass")) await step({ TableClass: news.tableClass as "STANDARD" });
  if (changed.has("globalSecondaryIndexes")) await updateIndexes(dynamodb, change);
}
