import {
  BatchWriteItemCommand,
  type BatchWriteItemCommandInput,
  ScanCommand,
  type ScanCommandInput,
  type DynamoDBClient,
  type WriteRequest,
} from "@aws-sdk/client-dynamodb";
import type { AwsClientStub } from "aws-sdk-client-mock";
import { canonicalItem, type Item } from "../../../model/backup/canonicalItem";

/** Tables in memory: items by the text of their key, which is the attribute `id`. */
export class TableStore {
  readonly tables = new Map<string, Map<string, Item>>();

  /** @param takes whether DynamoDB takes a write at once */
  constructor(dynamodb: AwsClientStub<DynamoDBClient>, takes: () => boolean = () => true) {
    dynamodb.on(BatchWriteItemCommand).callsFake(({ RequestItems = {} }: BatchWriteItemCommandInput) => {
      const UnprocessedItems: Record<string, WriteRequest[]> = {};
      for (const [table, requests] of Object.entries(RequestItems)) {
        const keys = requests.map((request) => keyOf(itemOf(request)));
        if (requests.length > 25 || new Set(keys).size < keys.length) throw new Error("ValidationException");
        const taken = requests.map((request) => ({ request, isTaken: takes() }));
        for (const { request, isTaken } of taken) if (isTaken) this.#write(table, request);
        const left = taken.flatMap(({ request, isTaken }) => (isTaken ? [] : [request]));
        if (left.length > 0) UnprocessedItems[table] = left;
      }
      return { UnprocessedItems };
    });
    dynamodb.on(ScanCommand).callsFake((input: ScanCommandInput) => {
      const { TableName = "", Segment = 0, TotalSegments = 1, ExclusiveStartKey } = input;
      const all = [...(this.tables.get(TableName) ?? new Map<string, Item>()).values()];
      const own = all.filter((_, index) => index % TotalSegments === Segment);
      const start = ExclusiveStartKey === undefined ? 0 : Number(ExclusiveStartKey["at"]?.N);
      const Items = own.slice(start, start + 2);
      const next = start + 2 < own.length ? { LastEvaluatedKey: { at: { N: String(start + 2) } } } : {};
      return { Items, ...next };
    });
  }

  /** Canonical texts of a table's items, sorted. */
  contents(table: string): readonly string[] {
    return [...(this.tables.get(table) ?? new Map<string, Item>()).values()].map(canonicalItem).sort();
  }

  #write(table: string, request: WriteRequest): void {
    const items = this.tables.get(table) ?? new Map<string, Item>();
    this.tables.set(table, items);
    const item = itemOf(request);
    if (request.PutRequest === undefined) items.delete(keyOf(item));
    else items.set(keyOf(item), item);
  }
}

function itemOf({ PutRequest, DeleteRequest }: WriteRequest): Item {
  return (PutRequest?.Item ?? DeleteRequest?.Key ?? {}) as unknown as Item;
}

function keyOf(item: Item): string {
  return JSON.stringify(item["id"]);
}
