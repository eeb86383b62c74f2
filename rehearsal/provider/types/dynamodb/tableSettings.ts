import type { AttributeDefinition, GlobalSecondaryIndex, KeySchemaElement, Projection } from "@aws-sdk/client-dynamodb";
import type { Inputs, Gsi } from "./tableInputs";

export function keySchema(hashKey: string | undefined, rangeKey: string | undefined): KeySchemaElement[] {
  const hash: KeySchemaElement = { AttributeName: hashKey, KeyType: "HASH" };
  return rangeKey === undefined ? [hash] : [hash, { AttributeName: rangeKey, KeyType: "RANGE" }];
}

export const projection = (index: {
  projectionType: string;
  nonKeyAttributes: readonly string[] | undefined;
}): Projection => ({
  ProjectionType: index.projectionType as NonNullable<Projection["ProjectionType"]>,
  ...(index.nonKeyAttributes === undefined ? {} : { NonKeyAttributes: [...index.nonKeyAttributes] }),
});

export const definitions = (given: Inputs): AttributeDefinition[] =>
  (given.attributes ?? []).map(({ name, type }) => ({
    AttributeName: name,
    AttributeType: type as NonNullable<AttributeDefinition["AttributeType"]>,
  }));

export const throughput = (of: { readCapacity: number | undefined; writeCapacity: number | undefined }) => ({
  ReadCapacityUnits: of.readCapacity ?? 1,
  WriteCapacityUnits: of.writeCapacity ?? 1,
});

export const isProvisioned = (given: Inputs): boolean => given.billingMode !== "PAY_PER_REQUEST";

export const globalIndex = (
  given: Inputs,
  index: Gsi,
): GlobalSecondaryIndex & { IndexName: string; Projection: Projection } => ({
  IndexName: index.name,
  KeySchema: keySchema(index.hashKey, index.rangeKey),
  Projection: projection(index),
  ...(isProvisioned(given) ? { ProvisionedThroughput: throughput(index) } : {}),
});

export const streams = (given: Inputs) => ({
  StreamEnabled: given.streamEnabled,
  ...(given.streamEnabled
    ? { StreamViewType: (given.streamViewType ?? "NEW_AND_OLD_IMAGES") as "NEW_AND_OLD_IMAGES" }
    : {}),
});

export const encryption = (given: Inputs) => {
  const { enabled = false, kmsKeyArn } = given.serverSideEncryption ?? {};
  return {
    Enabled: enabled,
    ...(enabled ? { SSEType: "KMS" as const } : {}),
    ...(kmsKeyArn === undefined ? {} : { KMSMasterKeyId: kmsKeyArn }),
  };
};
