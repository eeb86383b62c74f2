import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { Item } from "../../model/backup/canonicalItem";

/** Segments of a table that are read side by side. */
export const SCAN_SEGMENTS = 4;

/** The items of a segment of a table, as they are now. */
export async function* scanItems(
  client: DynamoDBClient,
  TableName: string,
  Segment: number,
  signal: AbortSignal,
): AsyncGenerator<Item> {
  const { ScanCommand } = await import("@aws-sdk/client-dynamodb");
  let ExclusiveStartKey: Item | undefined;
  do {
    signal.throwIfAborted();
    const { Items = [], LastEvaluatedKey } = await client.send(
      new ScanCommand({
        TableName,
        ConsistentRead: true,
        Segment,
        TotalSegments: SCAN_SEGMENTS,
        ...(ExclusiveStartKey === undefined ? {} : { ExclusiveStartKey: ExclusiveStartKey as never }),
      }),
    );
    yield* Items as unknown as readonly Item[];
    ExclusiveStartKey = LastEvaluatedKey as Item | undefined;
  } while (ExclusiveStartKey !== undefined);
}
