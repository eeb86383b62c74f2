import { strict as assert } from "node:assert";
import { ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { mockClient } from "aws-sdk-client-mock";
import { readDriftCheck } from "../../../../../automation/aws/buckets/driftChecks";
import { recordDriftCheck } from "../../../../../automation/operations/driftRecord";
import type { Drift } from "../../../../../automation/engine/changes/drift";
import { conditionalStore, type ConditionalStore } from "../../../../support/fakes/conditionalStore";
import { stageOf } from "../../../../support/release";

const STAGE = stageOf("production");
const TARGET = { kind: "aws", region: "us-west-2", account: STAGE.account } as const;
const KEY = "drift/production.json";
const SESSION = { target: TARGET, stage: STAGE };

function vanished(name: string): Drift {
  return { kind: "vanished", urn: `urn:${name}`, type: "aws:sqs/queue:Queue", name, phase: "core" };
}

describe("the recorded drift check of a stage", () => {
  const s3 = mockClient(S3Client);
  let store: ConditionalStore;
  const warnings: string[] = [];
  const record = (drifts: readonly Drift[], taken = false): Promise<void> =>
    recordDriftCheck(SESSION, { drifts, checked: 200 }, taken, (line) => void warnings.push(line));

  after(() => {
    s3.restore();
  });
  beforeEach(() => {
    s3.reset();
    store = conditionalStore(s3);
    s3.on(ListObjectsV2Command).resolves({});
    warnings.length = 0;
  });

  it("has what differed, and whether the state has it now", async () => {
    const before = Math.floor(Date.now() / 1_000);
    const changed: Drift = {
      ...vanished("queue-b"),
      kind: "changed",
      properties: [{ path: "delaySeconds", expected: "0", found: null }],
    };
    await record([vanished("queue-a"), changed], true);
    const { at = 0, ...check } = (await readDriftCheck(TARGET, STAGE)) ?? {};
    assert.ok(at >= before);
    assert.deepEqual(
      [[...store.objects.keys()], check],
      [
        [KEY],
        { schema: 1, release: null, checked: 200, drifted: 2, drifts: [vanished("queue-a"), changed], taken: true },
      ],
    );
  });

  it("names a hundred resources at most, and counts all", async () => {
    await record(Array.from({ length: 150 }, (_, n) => vanished(`queue-${String(n)}`)));
    const check = await readDriftCheck(TARGET, STAGE);
    assert.deepEqual([check?.drifts.length, check?.drifted], [100, 150]);
  });

  it("is null where no check is recorded", async () => {
    assert.equal(await readDriftCheck(TARGET, STAGE), null);
  });

  it("is null where a newer version recorded it", async () => {
    store.objects.set(KEY, JSON.stringify({ schema: 2 }));
    assert.equal(await readDriftCheck(TARGET, STAGE), null);
  });

  it("is a warning where it cannot be written", async () => {
    s3.reset();
    s3.rejects(Object.assign(new Error("Access Denied"), { name: "AccessDenied", $metadata: {} }));
    await record([]);
    assert.equal(warnings.length, 1);
  });
});
