import * as dynamodb from "@pulumi/aws/dynamodb";
import type { Resource } from "@pulumi/pulumi";
import { parseTtl } from "../../model/catalog/ttl";
import type { Table } from "../../model/catalog/schema/catalog";
import { NAMES } from "../../model/names";
import type { AnyStage } from "../../model/stage/stage";
import { firstCapacity } from "./capacity";

const STREAM_VIEWS = {
  "new-and-old-images": "NEW_AND_OLD_IMAGES",
  "new-image": "NEW_IMAGE",
  "old-image": "OLD_IMAGE",
  "keys-only": "KEYS_ONLY",
} as const;

interface Key {
  readonly name: string;
  readonly type: "S" | "N";
}

/** `createdAt number` is a number; anything else a string. */
function keyOf(text: string): Key {
  const [name = "", kind] = text.split(" ");
  return { name, type: kind === "number" ? "N" : "S" };
}

/** Attributes that DynamoDB requires declared: those of keys and indexes, each once. */
function attributesOf(table: Table): readonly Key[] {
  const keys = [table, ...Object.values(table.indexes)].flatMap(({ hash, range }) => [
    hash,
    ...(range === undefined ? [] : [range]),
  ]);
  const byName = new Map(keys.map(keyOf).map((key) => [key.name, key]));
  return [...byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function expiry({ ttl }: Table): Pick<dynamodb.TableArgs, "ttl"> {
  if (ttl === undefined) return {};
  const { attribute: attributeName, enabled } = parseTtl(ttl);
  return { ttl: { attributeName, enabled } };
}

const SCALED = [
  "readCapacity",
  "writeCapacity",
  "globalSecondaryIndexes[*].readCapacity",
  "globalSecondaryIndexes[*].writeCapacity",
];

/**
 * A table of the catalog, protected as the stage says.
 * @param isOnDemand whether the table is on demand on AWS now: ignored changes would leave its capacity unset, and the AWS
 *   provider starts such a table at one unit
 */
export function dataTable(
  stage: AnyStage,
  name: string,
  table: Table,
  parent: Resource,
  isOnDemand = false,
): dynamodb.Table {
  const range = table.range === undefined ? {} : { rangeKey: keyOf(table.range).name };
  return new dynamodb.Table(
    `table-${name}`,
    {
      name: NAMES.table.of(stage, name),
      billingMode: stage.data.capacity.kind === "on-demand" ? "PAY_PER_REQUEST" : "PROVISIONED",
      ...firstCapacity(stage),
      attributes: [...attributesOf(table)],
      hashKey: keyOf(table.hash).name,
      ...range,
      ...expiry(table),
      ...(table.stream === undefined ? {} : { streamEnabled: true, streamViewType: STREAM_VIEWS[table.stream] }),
      globalSecondaryIndexes: Object.entries(table.indexes).map(([index, spec]) => ({
        name: index,
        hashKey: keyOf(spec.hash).name,
        ...(spec.range === undefined ? {} : { rangeKey: keyOf(spec.range).name }),
        projectionType: spec.projection === "all" ? "ALL" : "KEYS_ONLY",
        ...firstCapacity(stage),
      })),
      pointInTimeRecovery: { enabled: stage.data.pointInTimeRecovery },
      deletionProtectionEnabled: stage.data.deletionProtection,
      // Every table is encrypted; this chooses between AWS's own key and the account's.
      serverSideEncryption: { enabled: stage.data.encryption === "aws-managed" },
    },
    {
      parent,
      protect: stage.data.protect,
      // Capacity that autoscaling sets is not drift.
      ...(stage.data.capacity.kind === "on-demand" || isOnDemand ? {} : { ignoreChanges: SCALED }),
    },
  );
}
