import type { AttributeValue, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { canonicalItem, lineOf } from "../../../model/backup/canonicalItem";
import type { ExportPlan } from "../../../model/backup/exportPlan";
import { ItemDigest } from "../../../model/backup/itemDigest";
import type { FileRef, TableCopy } from "../../../model/backup/set";
import { calling } from "../../aws/errors";
import { inParallel } from "../../aws/parallel";
import type { AwsTarget } from "../../aws/target";
import type { SetStore } from "../store/setStore";
import { PartWriter } from "./partWriter";
import { ReadBudget } from "./readBudget";
import { dynamoClient } from "./tableFacts";

/** Segments that are read at a time, of all tables: each keeps a page and a compressed part in memory, about 15 MB. */
const PARALLEL_SEGMENTS = 8;

/** What the export of tables reads from, and writes to. */
export interface ExportTask {
  readonly target: AwsTarget;
  readonly store: SetStore;
  /** Prefix of the set's keys. */
  readonly prefix: string;
  readonly signal: AbortSignal;
  readonly report: (progress: TableProgress) => void;
}

/** Items and bytes that were read, since the last report. */
export interface TableProgress {
  readonly table: string;
  readonly items: number;
  readonly bytes: number;
}

interface Segment {
  readonly plan: ExportPlan;
  readonly index: number;
  readonly budget: ReadBudget;
}

interface SegmentCopy {
  readonly files: readonly FileRef[];
  readonly digest: ItemDigest;
  readonly bytes: number;
}

/**
 * Reads all items of tables by consistent scans, and writes them into the set. An item that was written before the scan began is
 * in it; of one that changes meanwhile, the old or the new version is.
 */
export async function exportTables(task: ExportTask, plans: readonly ExportPlan[]): Promise<readonly TableCopy[]> {
  const client = await dynamoClient(task.target);
  const copies = new Map<ExportPlan, SegmentCopy[]>(plans.map((plan) => [plan, []]));
  // The largest table decides how long it takes.
  const bySize = [...plans].sort((a, b) => b.facts.bytes - a.facts.bytes);
  const segments = bySize.flatMap((plan) => {
    const budget = new ReadBudget(plan.unitsPerSecond);
    return Array.from({ length: plan.segments }, (_unused, index): Segment => ({ plan, index, budget }));
  });
  // After a failure the other segments must not go on: a large table takes hours.
  const failure = new AbortController();
  const signal = AbortSignal.any([task.signal, failure.signal]);
  try {
    await inParallel(segments, PARALLEL_SEGMENTS, async (segment) => {
      copies.get(segment.plan)?.push(await exportSegment({ ...task, signal }, client, segment));
    });
  } finally {
    failure.abort();
    client.destroy();
  }
  return plans.map((plan) => joined(plan, copies.get(plan) ?? []));
}

async function exportSegment(task: ExportTask, client: DynamoDBClient, segment: Segment): Promise<SegmentCopy> {
  const { plan, index, budget } = segment;
  const { facts } = plan;
  const { ScanCommand } = await import("@aws-sdk/client-dynamodb");
  const writer = new PartWriter(task.store, `${task.prefix}tables/${facts.name}/${String(index)}-`);
  const digest = new ItemDigest();
  let bytes = 0;
  let from: Record<string, AttributeValue> | undefined;
  do {
    await budget.acquire(task.signal);
    const page = await calling(task.target, `reading the table ${facts.table}`, () =>
      client.send(
        new ScanCommand({
          TableName: facts.table,
          ConsistentRead: true,
          Segment: index,
          TotalSegments: plan.segments,
          ReturnConsumedCapacity: "TOTAL",
          ...(plan.pageItems === null ? {} : { Limit: plan.pageItems }),
          ...(from === undefined ? {} : { ExclusiveStartKey: from }),
        }),
        { abortSignal: task.signal },
      ),
    );
    budget.spend(page.ConsumedCapacity?.CapacityUnits ?? 1);
    const lines = (page.Items ?? []).map((item) => {
      const text = canonicalItem(item as unknown as Parameters<typeof canonicalItem>[0]);
      digest.add(text);
      return lineOf(text);
    });
    const text = lines.join("");
    bytes += Buffer.byteLength(text);
    await writer.write(text);
    task.report({ table: facts.name, items: lines.length, bytes: text.length });
    from = page.LastEvaluatedKey;
  } while (from !== undefined);
  await writer.end();
  return { files: writer.files, digest, bytes };
}

function joined({ facts }: ExportPlan, segments: readonly SegmentCopy[]): TableCopy {
  const digest = new ItemDigest();
  for (const segment of segments) digest.merge(segment.digest);
  return {
    name: facts.name,
    table: facts.table,
    keys: [...facts.keys],
    items: digest.items,
    bytes: segments.reduce((sum, { bytes }) => sum + bytes, 0),
    digest: digest.hex(),
    files: segments.flatMap(({ files }) => files).sort((a, b) => (a.key < b.key ? -1 : 1)),
    native: null,
  };
}
