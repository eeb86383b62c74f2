import { strict as assert } from "node:assert";
import { gunzipSync } from "node:zlib";
import { DynamoDBClient, ScanCommand, type ScanCommandInput } from "@aws-sdk/client-dynamodb";
import { S3Client } from "@aws-sdk/client-s3";
import { mockClient } from "aws-sdk-client-mock";
import { openSetStore, type SetStore } from "../../../../automation/backup/store/setStore";
import { exportTables } from "../../../../automation/backup/ways/logical";
import { PartWriter } from "../../../../automation/backup/ways/partWriter";
import { ReadBudget } from "../../../../automation/backup/ways/readBudget";
import { exportPlan, type TableFacts } from "../../../../model/backup/exportPlan";
import { BACKUPS } from "../../../support/backupSets";
import { VersionedBucket } from "../../../support/fakes/versionedBucket";
import { stageOf } from "../../../support/release";

const MB = 1024 * 1024;
const facts = (more: Partial<TableFacts>): TableFacts => ({
  name: "users",
  table: "listbackup-prod-users",
  keys: [{ name: "id", type: "S" }],
  items: 0,
  bytes: 0,
  capacity: { kind: "on-demand" },
  ...more,
});

describe("the logical way", () => {
  const s3 = mockClient(S3Client);
  const dynamodb = mockClient(DynamoDBClient);
  let bucket: VersionedBucket;
  let store: SetStore;
  beforeEach(() => {
    s3.reset();
    dynamodb.reset();
    bucket = new VersionedBucket(s3);
    const { name, short, account, region } = stageOf("disaster-recovery");
    store = openSetStore(
      { ...stageOf("production"), recoveryStage: { name, short, account, region } },
      { kind: "aws", region: "us-west-2", account },
    );
  });

  const task = (signal = new AbortController().signal): Parameters<typeof exportTables>[0] => ({
    target: { ...store.target, region: "us-west-2" },
    store,
    prefix: "sets/production/1/",
    signal,
    report: () => undefined,
  });

  it("reads every page of every segment, consistently", async () => {
    const requests: ScanCommandInput[] = [];
    dynamodb.on(ScanCommand).callsFake((request: ScanCommandInput) => {
      requests.push(request);
      const isFirst = request.ExclusiveStartKey === undefined;
      const id = `${String(request.Segment)}-${isFirst ? "a" : "b"}`;
      return { Items: [{ id: { S: id } }], ...(isFirst ? { LastEvaluatedKey: { id: { S: id } } } : {}) };
    });
    const [copy] = await exportTables(task(), [exportPlan(facts({ items: 10, bytes: 300 * MB }), null)]);
    const lines = (copy?.files ?? []).map(({ key }) => {
      const { bytes = Buffer.alloc(0) } = bucket.newest(BACKUPS, key) ?? {};
      return gunzipSync(bytes).toString();
    });
    assert.equal(lines.join(""), ["0-a", "0-b", "1-a", "1-b"].map((id) => `{"Item":{"id":{"S":"${id}"}}}\n`).join(""));
    assert.deepEqual([copy?.items, requests.every(({ ConsistentRead }) => ConsistentRead === true)], [4, true]);
  });

  it("stops the other segments after an error", async () => {
    let reads = 0;
    dynamodb.on(ScanCommand).callsFake(({ Segment }: ScanCommandInput) => {
      reads += 1;
      if (Segment === 1) throw Object.assign(new Error("no"), { name: "AccessDeniedException" });
      return { Items: [], LastEvaluatedKey: { id: { S: "x" } } };
    });
    await assert.rejects(exportTables(task(), [exportPlan(facts({ bytes: 300 * MB }), 1e9)]));
    const readsAtFailure = reads;
    await new Promise((resolve) => setTimeout(resolve, 20));
    assert.equal(reads, readsAtFailure);
  });

  it("writes a part as soon as it has its size, and the rest at the end", async () => {
    const writer = new PartWriter(store, "part-", 100);
    for (let index = 0; index < 3; index += 1)
      await writer.write(Array.from({ length: 40_000 }, () => Math.random().toString(36)).join("\n"));
    await writer.end();
    assert.deepEqual(
      writer.files.map(({ key }) => key),
      ["part-0.json.gz", "part-1.json.gz", "part-2.json.gz"],
    );
  });

  it("writes nothing for a table without items", async () => {
    dynamodb.on(ScanCommand).resolves({ Items: [] });
    const [copy] = await exportTables(task(), [exportPlan(facts({}), null)]);
    assert.deepEqual([copy?.files, copy?.items, copy?.digest], [[], 0, "0".repeat(64)]);
  });

  it("waits until what was read is within the budget", async () => {
    const waits: number[] = [];
    const clock = { now: () => 1_000, sleep: (ms: number) => Promise.resolve(void waits.push(ms)) };
    const budget = new ReadBudget(100, clock);
    const { signal } = new AbortController();
    await budget.acquire(signal);
    budget.spend(50);
    budget.spend(100);
    await budget.acquire(signal);
    assert.deepEqual(waits, [1_500]);
  });

  it("reads a table with a capacity in small pages, with a quarter of it", () => {
    const provisioned = { kind: "provisioned", readUnits: 40 } as const;
    const { unitsPerSecond, pageItems, segments } = exportPlan(
      facts({ items: 1_000, bytes: 4_096_000, capacity: provisioned }),
      null,
    );
    assert.deepEqual([unitsPerSecond, pageItems, segments], [10, 10, 1]);
  });

  it("splits a large table into segments, not more than 16", () => {
    const segments = [1, 300, 1_000_000].map((size) => exportPlan(facts({ bytes: size * MB }), null).segments);
    assert.deepEqual(segments, [1, 2, 16]);
  });
});
