import type {
  AttributeDefinition,
  DynamoDB,
  GlobalSecondaryIndex,
  GlobalSecondaryIndexDescription,
  KeySchemaElement,
  LocalSecondaryIndexDescription,
  Projection,
  TableDescription,
} from "@aws-sdk/client-dynamodb";
import { unlessGone, until } from "../../aws/aws";
import { type Change, defineRow, type Row, TAGS_PROPERTY } from "../../schema/row";
import { block, blockSet, flag, number, type Shape, text, textSet } from "../../schema/schema";

const inputs = {
  name: text({ replaces: true }),
  attributes: blockSet({ name: text({ required: true }), type: text({ required: true }) }, { computed: true }),
  hashKey: text({ required: true, replaces: true }),
  rangeKey: text({ replaces: true }),
  billingMode: text({ default: "PROVISIONED", among: ["PAY_PER_REQUEST", "PROVISIONED"] }),
  readCapacity: number({ computed: true }),
  writeCapacity: number({ computed: true }),
  // Computed: the last index stays on AWS when the program has none.
  globalSecondaryIndexes: blockSet(
    {
      name: text({ required: true }),
      hashKey: text({ required: true }),
      rangeKey: text(),
      projectionType: text({ required: true }),
      nonKeyAttributes: textSet(),
      readCapacity: number({ computed: true }),
      writeCapacity: number({ computed: true }),
    },
    { computed: true },
  ),
  localSecondaryIndexes: blockSet(
    {
      name: text({ required: true }),
      rangeKey: text({ required: true }),
      projectionType: text({ required: true }),
      nonKeyAttributes: textSet(),
    },
    { replaces: true },
  ),
  // Left out, the AWS provider turns nothing off (`SuppressMissingOptionalConfigurationBlock`).
  ttl: block({ attributeName: text(), enabled: flag({ default: false }) }, { computed: true }),
  streamEnabled: flag({ default: false }),
  streamViewType: text({ computed: true }),
  pointInTimeRecovery: block(
    { enabled: flag({ required: true }), recoveryPeriodInDays: number({ computed: true, range: [1, 35] }) },
    { computed: true },
  ),
  deletionProtectionEnabled: flag({ default: false }),
  serverSideEncryption: block(
    { enabled: flag({ required: true }), kmsKeyArn: text({ computed: true }) },
    { computed: true },
  ),
  tableClass: text({ default: "STANDARD", among: ["STANDARD", "STANDARD_INFREQUENT_ACCESS"] }),
  tags: TAGS_PROPERTY,
};

type Inputs = Shape<typeof inputs>;
type Gsi = NonNullable<Inputs["globalSecondaryIndexes"]>[number];

function keySchema(hashKey: string | undefined, rangeKey: string | undefined): KeySchemaElement[] {
  const hash: KeySchemaElement = { AttributeName: hashKey, KeyType: "HASH" };
  return rangeKey === undefined ? [hash] : [hash, { AttributeName: rangeKey, KeyType: "RANGE" }];
}

const projection = (index: {
  projectionType: string;
  nonKeyAttributes: readonly string[] | undefined;
}): Projection => ({
  ProjectionType: index.projectionType as NonNullable<Projection["ProjectionType"]>,
  ...(index.nonKeyAttributes === undefined ? {} : { NonKeyAttributes: [...index.nonKeyAttributes] }),
});

const definitions = (given: Inputs): AttributeDefinition[] =>
  (given.attributes ?? []).map(({ name, type }) => ({
    AttributeName: name,
    AttributeType: type as NonNullable<AttributeDefinition["AttributeType"]>,
  }));

const throughput = (of: { readCapacity: number | undefined; writeCapacity: number | undefined }) => ({
  ReadCapacityUnits: of.readCapacity ?? 1,
  WriteCapacityUnits: of.writeCapacity ?? 1,
});

const isProvisioned = (given: Inputs): boolean => given.billingMode !== "PAY_PER_REQUEST";

const globalIndex = (
  given: Inputs,
  index: Gsi,
): GlobalSecondaryIndex & { IndexName: string; Projection: Projection } => ({
  IndexName: index.name,
  KeySchema: keySchema(index.hashKey, index.rangeKey),
  Projection: projection(index),
  ...(isProvisioned(given) ? { ProvisionedThroughput: throughput(index) } : {}),
});

const streams = (given: Inputs) => ({
  StreamEnabled: given.streamEnabled,
  ...(given.streamEnabled
    ? { StreamViewType: (given.streamViewType ?? "NEW_AND_OLD_IMAGES") as "NEW_AND_OLD_IMAGES" }
    : {}),
});

const encryption = (given: Inputs) => {
  const { enabled = false, kmsKeyArn } = given.serverSideEncryption ?? {};
  return {
    Enabled: enabled,
    ...(enabled ? { SSEType: "KMS" as const } : {}),
    ...(kmsKeyArn === undefined ? {} : { KMSMasterKeyId: kmsKeyArn }),
  };
};

async function waitUntilActive(dynamodb: DynamoDB, id: string): Promise<void> {
  await until(async () => {
    const { Table } = await dynamodb.describeTable({ TableName: id });
    const indexes = Table?.GlobalSecondaryIndexes ?? [];
    return Table?.TableStatus === "ACTIVE" && indexes.every((index) => (index.IndexStatus ?? "ACTIVE") === "ACTIVE");
  });
}

async function writeTtl(dynamodb: DynamoDB, id: string, ttl: Inputs["ttl"], before?: Inputs["ttl"]): Promise<void> {
  const [Enabled, AttributeName] = [ttl?.enabled ?? false, ttl?.attributeName];
  // What is off already has no attribute on AWS, and the AWS provider shows no change.
  if (!Enabled && before?.enabled !== true) return;
  await dynamodb.updateTimeToLive({ TableName: id, TimeToLiveSpecification: { Enabled, AttributeName } });
}

async function writeRecovery(dynamodb: DynamoDB, id: string, recovery: Inputs["pointInTimeRecovery"]): Promise<void> {
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

async function updateTable(dynamodb: DynamoDB, change: Change<typeof inputs>): Promise<void> {
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

function readTable(table: TableDescription, id: string) {
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

function readEncryption({ SSEDescription: found }: TableDescription) {
  const enabled = found?.Status === "ENABLED" || found?.Status === "ENABLING";
  return enabled ? { enabled, kmsKeyArn: found.KMSMasterKeyArn } : undefined;
}

/** A block that only says "off" means the same as no block: the program's way of saying it stands. */
const switchedOff = <T extends object>(known: T | undefined): (T & { readonly enabled: false }) | undefined =>
  known === undefined ? undefined : { ...known, enabled: false };

const table = defineRow({
  token: "aws:dynamodb/table:Table",
  inputs,
  outputs: ["arn", "streamArn", "streamLabel"],
  autoName: { property: "name" },
  async create({ dynamodb }, given) {
    const TableName = given.name ?? "";
    const globals = given.globalSecondaryIndexes ?? [];
    const locals = given.localSecondaryIndexes ?? [];
    await dynamodb.createTable({
      TableName,
      AttributeDefinitions: definitions(given),
      KeySchema: keySchema(given.hashKey, given.rangeKey),
      BillingMode: given.billingMode as "PROVISIONED",
      ...(isProvisioned(given) ? { ProvisionedThroughput: throughput(given) } : {}),
      ...(globals.length > 0 ? { GlobalSecondaryIndexes: globals.map((index) => globalIndex(given, index)) } : {}),
      ...(locals.length > 0
        ? {
            LocalSecondaryIndexes: locals.map((index) => ({
              IndexName: index.name,
              KeySchema: keySchema(given.hashKey, index.rangeKey),
              Projection: projection(index),
            })),
          }
        : {}),
      StreamSpecification: streams(given),
      SSESpecification: encryption(given),
      DeletionProtectionEnabled: given.deletionProtectionEnabled,
      TableClass: given.tableClass as "STANDARD",
      Tags: Object.entries(given.tagsAll).map(([Key, Value]) => ({ Key, Value })),
    });
    return TableName;
  },
  async settle({ dynamodb }, id, given) {
    await waitUntilActive(dynamodb, id);
    if (given.ttl?.enabled === true) await writeTtl(dynamodb, id, given.ttl);
    if (given.pointInTimeRecovery?.enabled === true) await writeRecovery(dynamodb, id, given.pointInTimeRecovery);
  },
  async read({ dynamodb }, id, state) {
    const { Table } = await dynamodb.describeTable({ TableName: id });
    if (Table === undefined) return undefined;
    const [{ TimeToLiveDescription: ttl }, { ContinuousBackupsDescription: backups }, { Tags = [] }] =
      await Promise.all([
        dynamodb.describeTimeToLive({ TableName: id }),
        dynamodb.describeContinuousBackups({ TableName: id }),
        dynamodb.listTagsOfResource({ ResourceArn: Table.TableArn }),
      ]);
    const recovery = backups?.PointInTimeRecoveryDescription;
    const expiring = ttl?.TimeToLiveStatus === "ENABLED" || ttl?.TimeToLiveStatus === "ENABLING";
    const known = state as unknown as Partial<Inputs>;
    return {
      ...readTable(Table, id),
      serverSideEncryption: readEncryption(Table) ?? switchedOff(known.serverSideEncryption),
      ttl: expiring ? { attributeName: ttl.AttributeName, enabled: true } : switchedOff(known.ttl),
      pointInTimeRecovery:
        recovery?.PointInTimeRecoveryStatus === "ENABLED"
          ? { enabled: true, recoveryPeriodInDays: recovery.RecoveryPeriodInDays }
          : switchedOff(known.pointInTimeRecovery),
      tags: Object.fromEntries(Tags.map(({ Key, Value }) => [Key, Value])),
    };
  },
  async update({ dynamodb }, change) {
    const { id, olds, news, changed } = change;
    await updateTable(dynamodb, change);
    if (changed.has("ttl")) await writeTtl(dynamodb, id, news.ttl, olds.ttl);
    if (changed.has("pointInTimeRecovery")) await writeRecovery(dynamodb, id, news.pointInTimeRecovery);
  },
  async retag({ dynamodb }, { state, set, removed }) {
    const ResourceArn = String(state["arn"]);
    if (removed.length > 0) await dynamodb.untagResource({ ResourceArn, TagKeys: [...removed] });
    const Tags = Object.entries(set).map(([Key, Value]) => ({ Key, Value }));
    if (Tags.length > 0) await dynamodb.tagResource({ ResourceArn, Tags });
  },
  async remove({ dynamodb }, id) {
    await dynamodb.deleteTable({ TableName: id });
    await until(async () => (await unlessGone(dynamodb.describeTable({ TableName: id }))) === undefined);
  },
  recomputed: (changed) =>
    changed.has("streamEnabled") || changed.has("streamViewType") ? ["streamArn", "streamLabel"] : [],
  validate: indexedAttributes,
});

/** DynamoDB refuses attributes that no key uses, and keys without an attribute. */
function indexedAttributes(given: Inputs): readonly string[] {
  const keys = new Set(
    [
      given.hashKey,
      given.rangeKey,
      ...(given.globalSecondaryIndexes ?? []).flatMap((index) => [index.hashKey, index.rangeKey]),
      ...(given.localSecondaryIndexes ?? []).map((index) => index.rangeKey),
    ].filter((key) => key !== undefined),
  );
  const declared = new Set((given.attributes ?? []).map((attribute) => attribute.name));
  const unused = [...declared]
    .filter((name) => !keys.has(name))
    .map((name) => `attribute "${name}" is in no key or index`);
  const missing = [...keys]
    .filter((name) => !declared.has(name))
    .map((name) => `key "${name}" is not among the attributes`);
  return [...unused, ...missing];
}

export const dynamodbRows: readonly Row[] = [table];
