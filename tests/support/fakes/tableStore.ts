import { createHash } from "node:crypto";
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
      const from = ExclusiveStartKey === undefined ? "" : keyOf(ExclusiveStartKey as unknown as Item);
      // As in AWS, what is written meanwhile is returned where its place comes later.
      const own = [...(this.tables.get(TableName) ?? new Map<string, Item>()).keys()]
        .filter((key) => segmentOf(key, TotalSegments) === Segment && key > from)
        .sort();
      const page = own.slice(0, PAGE);
      const items = page.flatMap((key) => this.tables.get(TableName)?.get(key) ?? []);
      const last = items.at(-1);
      return {
        Items: items,
        ...(own.length > PAGE && last !== undefined ? { LastEvaluatedKey: { id: last["id"] } } : {}),
      };
    });
  }

  /** Puts items that are there before. */
  put(table: string, items: readonly Item[]): void {
    const own = this.tables.get(table) ?? new Map<string, Item>();
    this.tables.set(table, own);
    for (const item of items) own.set(keyOf(item), item);
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

const PAGE = 2;

function segmentOf(key: string, segments: number): number {
  return createHash("sha256").update(key).digest().readUInt32BE(0) % segments;
}

function itemOf({ PutRequest, DeleteRequest }: WriteRequest): Item {
  return (PutRequest?.Item ?? DeleteRequest?.Key ?? {}) as unknown as Item;
}

function keyOf(item: Item): string {
  return JSON.stringify(item["id"]);
}
