import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  BatchWriteItemCommand,
  CreateTableCommand,
  DynamoDBClient,
  paginateScan,
  type AttributeValue,
} from "@aws-sdk/client-dynamodb";
import { ensureBucket } from "../automation/aws/buckets/bucket";
import { PartWriter } from "../automation/backup/ways/partWriter";
import { openSetStore, type SetStore } from "../automation/backup/store/setStore";
import { loadCatalog } from "../automation/catalog/loadCatalog";
import { ProgressStore } from "../automation/restore/progressStore";
import { restoreData } from "../automation/restore/restoreData";
import { RestoreMeter } from "../automation/restore/restoreMeter";
import { stageFile } from "../automation/session";
import { canonicalItem, lineOf, type Item } from "../model/backup/canonicalItem";
import { ItemDigest } from "../model/backup/itemDigest";
import type { BackupSet, TableCopy } from "../model/backup/set";
import { setPrefix } from "../model/backup/setKeys";
import type { Catalog } from "../model/catalog/schema/catalog";
import { DRIVER_NAMES, NAMES } from "../model/names";
import { keyAttribute, keyOf } from "../model/release/seed";
import { parseStage } from "../model/stage/parse";
import type { Stage } from "../model/stage/stage";
import { startEmulator, stopEmulator } from "../rehearsal/ministack/emulator";
import { readFileSync } from "node:fs";
import { median } from "./measure";

/*
 * `make bench-restore`: the data of a restore, beside a bare loop of batch writes of the same items into the same kind of tables, in
 * turn and in the same run. Ours reads the files of the set, replaces ids of users, writes, and compares every item by a digest. Every
 * item of both is compared here once more, by its text.
 */

const ROOT = join(__dirname, "..");
const ROUNDS = Number(process.env["ROUNDS"] ?? "3");
const ITEMS = 1_000;
const BATCH = 25;
const PARALLEL_TABLES = 8;
const SET = 1_795_000_000;

interface Times {
  readonly load: number;
  readonly all: number;
  readonly bare: number;
}

async function main(): Promise<void> {
  const home = await mkdtemp(join(tmpdir(), "listbackup-bench-"));
  try {
    const stage = stageOf();
    const { account, region } = stage;
    const { endpoint } = await startEmulator({ root: ROOT, home, port: 0, account, report: { line: () => undefined } });
    const target = { kind: "rehearsal", account, region, endpoint } as const;
    const catalog = await loadCatalog({ root: ROOT, backend: join(ROOT, "rehearsal", "backend") });
    const recoveryStage = { name: stage.name, short: stage.short, account, region };
    const store = openSetStore({ name: "production", recoveryStage }, target);
    for (const bucket of [store.bucket, DRIVER_NAMES.deploymentsBucket(stage)]) await ensureBucket(target, bucket);
    const contents = new Map(Object.keys(catalog.data.tables).map((name) => [name, itemsOf(catalog, name)]));
    const set = await writeSet(store, stage, catalog, contents);
    const client = new DynamoDBClient({
      region,
      endpoint,
      credentials: { accessKeyId: account, secretAccessKey: "x" },
    });
    const rounds: Times[] = [];
    for (let round = 1; round <= ROUNDS; round += 1) {
      // New tables in each round, ours first in one and the loop first in the next.
      const [own, bare] = [named(stage, `o${String(round)}`), named(stage, `b${String(round)}`)];
      for (const one of [own, bare]) await createTables(client, one, catalog);
      const ours = (): Promise<Pick<Times, "load" | "all">> =>
        restore({ stage: own, target, store, set, catalog, round });
      const loop = (): Promise<number> => copy(client, bare, contents);
      const first = round % 2 === 1 ? await ours() : null;
      const bareSeconds = await loop();
      rounds.push({ ...(first ?? (await ours())), bare: bareSeconds });
      for (const one of [own, bare]) await requireContents(client, one, contents);
    }
    print(rounds, contents.size);
  } finally {
    await stopEmulator(home);
    await rm(home, { recursive: true, force: true });
  }
}

function stageOf(): Stage {
  const file = stageFile("disaster-recovery");
  return parseStage("disaster-recovery", file, readFileSync(join(ROOT, file), "utf8"));
}

function named(stage: Stage, short: string): Stage {
  return { ...stage, short };
}

/** Items as handlers write them: ids of users in keys and attributes, about half a kilobyte. */
function itemsOf(catalog: Catalog, table: string): readonly Item[] {
  const spec = catalog.data.tables[table];
  if (spec === undefined) throw new TypeError(`no table ${table}`);
  const indexes = Object.values(spec.indexes).flatMap(({ hash, range }) => [
    hash,
    ...(range === undefined ? [] : [range]),
  ]);
  const attributes = [...keyOf(spec), ...indexes.map(keyAttribute)];
  return Array.from({ length: ITEMS }, (_, n) => ({
    ...Object.fromEntries(
      attributes.map(({ name, type }) => [
        name,
        type === "number" ? { N: String(n) } : { S: `${name}-${randomUUID()}` },
      ]),
    ),
    owner: { S: randomUUID() },
    tags: { SS: [`a${String(n)}`, "b"] },
    profile: { M: { text: { S: "x".repeat(200) }, size: { N: String(n * 1.5) }, active: { BOOL: true } } },
  }));
}

async function writeSet(
  store: SetStore,
  stage: Stage,
  catalog: Catalog,
  contents: ReadonlyMap<string, readonly Item[]>,
): Promise<BackupSet> {
  const tables: TableCopy[] = [];
  for (const [name, items] of contents) {
    const writer = new PartWriter(store, `${setPrefix("production", SET)}tables/${name}/0-`);
    const digest = new ItemDigest();
    const texts = items.map(canonicalItem);
    for (const text of texts) digest.add(text);
    await writer.write(texts.map(lineOf).join(""));
    await writer.end();
    const spec = catalog.data.tables[name];
    if (spec === undefined) continue;
    const keys = keyOf(spec).map((key) => ({ name: key.name, type: key.type === "number" ? "N" : "S" }) as const);
    const counts = { items: items.length, bytes: texts.join("").length, digest: digest.hex() };
    tables.push({ name, table: name, keys, ...counts, files: writer.files, native: null });
  }
  const none = { key: "none", bytes: 0, sha256: "0".repeat(64), versionId: null };
  const { account, region } = stage;
  return {
    ...({ schema: 1, id: SET, stage: "production", account, region, way: "logical" } as const),
    ...{ startedAt: SET, endedAt: SET + 60, release: { id: SET - 1, commit: null, record: none }, unfinished: [] },
    ...{ artifacts: [], state: null, source: [], tables, buckets: [], users: null, program: "", who: "" },
    parameters: { file: none, names: [], encryption: { kind: "kms", keyArn: "" } },
  };
}

interface Restoring extends Pick<Parameters<typeof restoreData>[0], "stage" | "target" | "store" | "set" | "catalog"> {
  readonly round: number;
}

/** Seconds until all items are written, and until they are compared, too. */
async function restore({ round, ...restoring }: Restoring): Promise<Pick<Times, "load" | "all">> {
  const started = performance.now();
  let load = 0;
  const meter = new RestoreMeter((line) => {
    if (line.startsWith("Restoring items: done")) load = performance.now() - started;
  });
  const copies = { schema: 1, stage: "production", parameters: [], secrets: [] } as const;
  await restoreData(
    {
      ...restoring,
      copies: { ...copies, parameters: [], secrets: [] },
      progress: new ProgressStore(restoring.target, restoring.stage, SET + round),
      meter,
      signal: new AbortController().signal,
    },
    "",
  );
  return { load: load / 1_000, all: (performance.now() - started) / 1_000 };
}

/** The floor: one batch after the other, from memory. */
async function copy(
  client: DynamoDBClient,
  stage: Stage,
  contents: ReadonlyMap<string, readonly Item[]>,
): Promise<number> {
  const started = performance.now();
  for (const [name, items] of contents) {
    const table = NAMES.table.of(stage, name);
    for (let from = 0; from < items.length; from += BATCH) {
      const batch = items.slice(from, from + BATCH) as unknown as Record<string, AttributeValue>[];
      await client.send(
        new BatchWriteItemCommand({ RequestItems: { [table]: batch.map((Item) => ({ PutRequest: { Item } })) } }),
      );
    }
  }
  return (performance.now() - started) / 1_000;
}

async function createTables(client: DynamoDBClient, stage: Stage, catalog: Catalog): Promise<void> {
  const names = Object.entries(catalog.data.tables);
  while (names.length > 0)
    await Promise.all(
      names.splice(0, PARALLEL_TABLES).map(([name, spec]) => {
        const keys = keyOf(spec);
        return client.send(
          new CreateTableCommand({
            TableName: NAMES.table.of(stage, name),
            BillingMode: "PAY_PER_REQUEST",
            AttributeDefinitions: keys.map((key) => ({
              AttributeName: key.name,
              AttributeType: key.type === "number" ? "N" : "S",
            })),
            KeySchema: keys.map((key, index) => ({ AttributeName: key.name, KeyType: index === 0 ? "HASH" : "RANGE" })),
          }),
        );
      }),
    );
}

/** @throws Error where an item is missing, changed, or too many */
async function requireContents(
  client: DynamoDBClient,
  stage: Stage,
  contents: ReadonlyMap<string, readonly Item[]>,
): Promise<void> {
  for (const [name, items] of contents) {
    const found: string[] = [];
    for await (const { Items = [] } of paginateScan({ client }, { TableName: NAMES.table.of(stage, name) }))
      found.push(...Items.map((item) => canonicalItem(item as unknown as Item)));
    if (found.sort().join("\n") !== items.map(canonicalItem).sort().join("\n"))
      throw new Error(`${stage.short}-${name} has other items`);
  }
}

function print(rounds: readonly Times[], tables: number): void {
  const of = (kind: keyof Times): number => median(rounds.map((times) => times[kind]));
  const row = (what: string, kind: keyof Times, limit: string): string =>
    `| ${[what, `${of(kind).toFixed(2)} s`, `${of("bare").toFixed(2)} s`, (of(kind) / of("bare")).toFixed(2), limit].join(" | ")} |`;
  console.log(
    `${String(tables)} tables with ${String(ITEMS)} items each; medians of ${String(rounds.length)} rounds\n`,
  );
  console.log("| what | ours | a loop of batch writes | ours / loop | at most |");
  console.log("| --- | --- | --- | --- | --- |");
  console.log(row("items written", "load", ""));
  console.log(row("items written and compared", "all", "2"));
  console.log(`\nEvery item of both was compared: ${String(rounds.length * 2 * tables * ITEMS)} items are as written.`);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
});
