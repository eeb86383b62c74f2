import { unlessGone, until } from "../../aws/aws";
import { defineRow, type Row } from "../../schema/row";
import { readTable, readEncryption, switchedOff } from "./tableDescription";
import { inputs, type Inputs } from "./tableInputs";
import {
  keySchema,
  projection,
  definitions,
  throughput,
  isProvisioned,
  globalIndex,
  streams,
  encryption,
} from "./tableSettings";
import { waitUntilActive, writeTtl, writeRecovery, updateTable } from "./tableUpdate";
import { tagList, tagMap } from "../../schema/tags";

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
      Tags: tagList(given.tagsAll),
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
      tags: tagMap(Tags),
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
    const Tags = tagList(set);
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
