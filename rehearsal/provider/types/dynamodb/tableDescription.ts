import type {
  GlobalSecondaryIndexDescription,
  KeySchemaElement,
  LocalSecondaryIndexDescription,
  TableDescription,
} from "@aws-sdk/client-dynamodb";

const keyOf = (schema: readonly KeySchemaElement[] | undefined, kind: "HASH" | "RANGE"): string | undefined =>
  schema?.find((element) => element.KeyType === kind)?.AttributeName;

function readIndex(index: GlobalSecondaryIndexDescription | LocalSecondaryIndexDescription) {
  return {
    name: index.IndexName,
    rangeKey: keyOf(index.KeySchema, "RANGE"),
    projectionType: index.Projection?.ProjectionType,
    nonKeyAttributes: index.Projection?.NonKeyAttributes,
  };
}

export function readTable(table: TableDescription, id: string) {
  const provisioned = table.BillingModeSummary?.BillingMode !== "PAY_PER_REQUEST";
  const capacity = (of: TableDescription["ProvisionedThroughput"]) =>
    provisioned ? { readCapacity: of?.ReadCapacityUnits, writeCapacity: of?.WriteCapacityUnits } : {};
  const streaming = table.StreamSpecification?.StreamEnabled ?? false;
  return {
    name: id,
    arn: table.TableArn,
    attributes: table.AttributeDefinitions?.map(({ AttributeName, AttributeType }) => ({
      name: AttributeName,
      type: AttributeType,
    })),
    hashKey: keyOf(table.KeySchema, "HASH"),
    rangeKey: keyOf(table.KeySchema, "RANGE"),
    billingMode: provisioned ? "PROVISIONED" : "PAY_PER_REQUEST",
    ...capacity(table.ProvisionedThroughput),
    globalSecondaryIndexes: table.GlobalSecondaryIndexes?.map((index) => ({
      ...readIndex(index),
      hashKey: keyOf(index.KeySchema, "HASH"),
      ...capacity(index.ProvisionedThroughput),
    })),
    localSecondaryIndexes: table.LocalSecondaryIndexes?.map(readIndex),
    streamEnabled: streaming,
    ...(streaming ? { streamViewType: table.StreamSpecification?.StreamViewType } : {}),
    streamArn: streaming ? table.LatestStreamArn : "",
    streamLabel: streaming ? table.LatestStreamLabel : "",
    deletionProtectionEnabled: table.DeletionProtectionEnabled ?? false,
    tableClass: table.TableClassSummary?.TableClass ?? "STANDARD",
  };
}

export function readEncryption({ SSEDescription: found }: TableDescription) {
  const enabled = found?.Status === "ENABLED" || found?.Status === "ENABLING";
  return enabled ? { enabled, kmsKeyArn: found.KMSMasterKeyArn } : undefined;
}

/** A block that only says "off" means the same as no block: the program's way of saying it stands. */
export const switchedOff = <T extends object>(known: T | undefined): (T & { readonly enabled: false }) | undefined =>
  known === undefined ? undefined : { ...known, enabled: false };
