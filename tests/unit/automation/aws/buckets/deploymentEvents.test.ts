import { strict as assert } from "node:assert";
import { ListObjectsV2Command, S3Client, type ListObjectsV2CommandInput } from "@aws-sdk/client-s3";
import { mockClient } from "aws-sdk-client-mock";
import { readEvents, writeEvents } from "../../../../../automation/aws/buckets/deploymentEvents";
import { DeployError } from "../../../../../model/errors";
import type { DeploymentEvent } from "../../../../../model/release/event";
import { conditionalStore, type ConditionalStore } from "../../../../support/fakes/conditionalStore";
import { stageOf } from "../../../../support/release";

const STAGE = stageOf("dev");
const TARGET = { kind: "aws", region: "us-west-2", account: STAGE.account } as const;
const PLACE = { stage: STAGE, release: 1_704_067_200 };
const SIGNAL = new AbortController().signal;
const step = (name: string): DeploymentEvent => ({ kind: "step", at: 1, step: name });

describe("events of a deployment in the bucket", () => {
  const s3 = mockClient(S3Client);
  let store: ConditionalStore;

  after(() => {
    s3.restore();
  });
  beforeEach(() => {
    s3.reset();
    store = conditionalStore(s3);
    s3.on(ListObjectsV2Command).callsFake(({ Prefix = "", StartAfter = "" }: ListObjectsV2CommandInput) => ({
      Contents: [...store.objects.keys()]
        .filter((key) => key.startsWith(Prefix) && key > StartAfter)
        .map((Key) => ({ Key })),
    }));
  });

  const write = (n: number, ...names: readonly string[]): Promise<void> =>
    writeEvents(TARGET, PLACE, n, names.map(step), SIGNAL);

  it("have names in order", async () => {
    await write(12, "up");
    assert.deepEqual([...store.objects.keys()], ["events/dev/1704067200/000012.json"]);
  });

  it("are read in order, from all pages", async () => {
    const all = Array.from({ length: 25 }, (_, index) => index + 1);
    for (const n of all) await write(n, String(n));
    const { events, last } = await readEvents(TARGET, PLACE, 0);
    assert.deepEqual([events, last], [all.map((n) => step(String(n))), 25]);
  });

  it("are read from a position", async () => {
    await write(1, "up");
    await write(2, "verify");
    assert.deepEqual(await readEvents(TARGET, PLACE, 1), { events: [step("verify")], last: 2 });
  });

  it("are none where none were recorded", async () => {
    assert.deepEqual(await readEvents(TARGET, PLACE, 7), { events: [], last: 7 });
  });

  it("do not include another release's", async () => {
    await writeEvents(TARGET, { ...PLACE, release: 1_704_067_201 }, 1, [step("up")], SIGNAL);
    assert.deepEqual((await readEvents(TARGET, PLACE, 0)).events, []);
  });

  it("that were altered are an error", async () => {
    await write(1, "up");
    store.objects.set("events/dev/1704067200/000001.json", '{"schema":1,"events":[{"kind":"step"}]}');
    await assert.rejects(
      readEvents(TARGET, PLACE, 0),
      (error: unknown) => error instanceof DeployError && error.code === "RELEASE_INVALID",
    );
  });
});
