import { canonicalItem } from "../../model/backup/canonicalItem";
import { ItemDigest } from "../../model/backup/itemDigest";
import type { RestoredPart } from "../../model/backup/restoreProgress";
import type { TableCopy } from "../../model/backup/set";
import { DeployError } from "../../model/errors";
import { NAMES } from "../../model/names";
import { calling } from "../aws/errors";
import { inParallel } from "../aws/parallel";
import { clientConfig } from "../aws/target";
import { count } from "../ui/duration";
import { ttlAttributeOf, type ItemRestore } from "./dataRestore";
import { expiresBefore } from "./itemValue";
import { SCAN_SEGMENTS, scanItems } from "./scanItems";

const PARALLEL_TABLES = 4;

/** Items of the stage, compared with the set. */
export interface ComparedItems {
  readonly tables: number;
  readonly items: number;
  /** Not compared, because AWS may delete them at any moment. */
  readonly expiring: number;
}

/** The parts of a table. */
export type PartsOf = (table: TableCopy) => readonly RestoredPart[];

/**
 * Reads every table of the stage, and compares number and digest of its items with what the set has, under the new ids of users. Before
 * anything serves: nothing has changed an item since it was restored.
 * @throws DeployError RESTORE_DIFFERS with every table
 */
export async function compareTables(restore: ItemRestore, partsOf: PartsOf): Promise<ComparedItems> {
  const { DynamoDBClient } = await import("@aws-sdk/client-dynamodb");
  const { target, stage, set, meter } = restore;
  const client = new DynamoDBClient(clientConfig(target));
  const expected = new Map(set.tables.map((table) => [table, expectation(partsOf(table))]));
  const total = [...expected.values()].reduce((sum, { lasting, expiring }) => sum + lasting.items + expiring, 0);
  meter.begin("Comparing items with the set", "item", total);
  const differences: string[] = [];
  await inParallel(set.tables, PARALLEL_TABLES, async (table) => {
    const wanted = expected.get(table);
    const name = NAMES.table.of(stage, table.name);
    const found = await calling(target, `reading ${name}`, () => readTable(client, restore, table.name, name));
    const problem = wanted === undefined ? null : difference(table, wanted, found);
    if (problem !== null) differences.push(`  ${name}: ${problem}`);
  });
  client.destroy();
  if (differences.length > 0) throw restoreDiffers(restore, differences);
  meter.end();
  const sum = (one: (wanted: Expectation) => number): number =>
    [...expected.values()].reduce((all, wanted) => all + one(wanted), 0);
  return {
    tables: set.tables.length,
    items: sum(({ lasting, expiring }) => lasting.items + expiring),
    expiring: sum(({ expiring }) => expiring),
  };
}

interface Expectation {
  /** Of the items in the set. */
  readonly source: ItemDigest;
  readonly lasting: ItemDigest;
  readonly expiring: number;
}

function expectation(parts: readonly RestoredPart[]): Expectation {
  const [source, lasting] = [new ItemDigest(), new ItemDigest()];
  for (const part of parts) {
    source.merge(ItemDigest.of(part.source, part.items));
    lasting.merge(ItemDigest.of(part.digest, part.lasting));
  }
  return { source, lasting, expiring: source.items - lasting.items };
}

async function readTable(
  client: Parameters<typeof scanItems>[0],
  { catalog, expiry, meter, signal }: ItemRestore,
  table: string,
  name: string,
): Promise<ItemDigest> {
  const ttl = ttlAttributeOf(catalog, table);
  const found = new ItemDigest();
  const segments = Array.from({ length: SCAN_SEGMENTS }, (_, segment) => segment);
  await inParallel(segments, SCAN_SEGMENTS, async (segment) => {
    for await (const item of scanItems(client, name, segment, signal)) {
      if (!expiresBefore(item, ttl, expiry)) found.add(canonicalItem(item));
      meter.add(1);
    }
  });
  return found;
}

function difference(table: TableCopy, { source, lasting }: Expectation, found: ItemDigest): string | null {
  if (table.items !== null && source.items !== table.items)
    return `${count(source.items, "item")} of ${String(table.items)} in the set were read`;
  if (table.digest !== null && source.hex() !== table.digest)
    return "its files have other items than the manifest says";
  if (found.items !== lasting.items) return `${count(found.items, "item")} instead of ${String(lasting.items)}`;
  return found.hex() === lasting.hex() ? null : `${count(found.items, "item")}, as in the set, with another content`;
}

function restoreDiffers({ stage, set }: ItemRestore, differences: readonly string[]): DeployError {
  return new DeployError(
    "RESTORE_DIFFERS",
    `The data of ${stage.name} differs from the backup set ${String(set.id)} of ${set.stage}:\n${[...differences].sort().join("\n")}\nNothing serves it yet.`,
    `Find out who wrote to ${stage.name} meanwhile. Then remove it (\`bin/deploy destroy ${stage.name}\`), and restore again.`,
  );
}
