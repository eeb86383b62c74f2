import { strict as assert } from "node:assert";
import { ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { mockClient } from "aws-sdk-client-mock";
import { StateJournals } from "../../../../../automation/aws/buckets/stateJournals";
import { VersionedBucket } from "../../../../support/fakes/versionedBucket";
import { useMock } from "../../../../support/mocks";
import { stageOf } from "../../../../support/release";

const DEV = stageOf("dev");
const TARGET = { kind: "rehearsal", endpoint: "http://127.0.0.1:9", account: DEV.account, region: DEV.region } as const;

describe("stored journals", () => {
  const s3 = useMock(() => mockClient(S3Client));

  async function journalsOf(...objects: readonly (readonly [run: string, number: number])[]): Promise<StateJournals> {
    new VersionedBucket(s3());
    const journals = new StateJournals(TARGET, DEV, "dev");
    for (const [run, number] of objects) await journals.write(run, number, `${run} ${String(number)}`);
    return journals;
  }

  it("are read oldest first, in the order of their objects", async () => {
    const journals = await journalsOf(["2", 0], ["1", 0], ["1", 2], ["1", 1]);
    assert.deepEqual(await journals.read(), [
      { run: "1", header: "1 0", batches: ["1 1", "1 2"] },
      { run: "2", header: "2 0", batches: [] },
    ]);
  });

  it("are read without a header where that was removed", async () => {
    const journals = await journalsOf(["1", 1]);
    assert.deepEqual(await journals.read(), [{ run: "1", header: null, batches: ["1 1"] }]);
  });

  it("are removed run by run", async () => {
    const journals = await journalsOf(["1", 0], ["1", 1], ["2", 0]);
    await journals.remove(["1"]);
    assert.deepEqual(await journals.runs(), ["2"]);
  });

  it("are none in an account without buckets", async () => {
    s3()
      .on(ListObjectsV2Command)
      .rejects(Object.assign(new Error("no bucket"), { name: "NoSuchBucket" }));
    assert.deepEqual(await new StateJournals(TARGET, DEV, "dev").runs(), []);
  });
});
