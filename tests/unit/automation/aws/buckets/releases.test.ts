import { strict as assert } from "node:assert";
import { GetObjectCommand, ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { mockClient } from "aws-sdk-client-mock";
import { readRecords, readRecordsSinceLive } from "../../../../../automation/aws/buckets/releases";
import type { AwsTarget } from "../../../../../automation/aws/target";
import type { ReleaseRecord } from "../../../../../model/release/record";
import { useMock } from "../../../../support/mocks";
import { recordOf } from "../../../../support/records";
import { stageOf } from "../../../../support/release";

const ID = 1_700_000_000;

describe("the records of a stage", () => {
  const s3 = useMock(() => mockClient(S3Client));
  let target: AwsTarget;
  let stored: { readonly etag: string; readonly record: ReleaseRecord };

  beforeEach(() => {
    const { account, region } = stageOf("dev");
    target = { kind: "aws", account, region };
    stored = { etag: '"1"', record: recordOf(ID) };
    s3()
      .on(ListObjectsV2Command)
      .callsFake(() => ({ Contents: [{ Key: `releases/dev/${String(ID)}.json`, ETag: stored.etag }] }));
    s3()
      .on(GetObjectCommand)
      .callsFake(() => ({
        ETag: stored.etag,
        Body: { transformToString: () => Promise.resolve(JSON.stringify(stored.record)) },
      }));
  });

  const outcomes = async (): Promise<readonly string[]> =>
    (await readRecords(target, stageOf("dev"), 5)).map(({ outcome }) => outcome);

  it("are read once while their objects are the same", async () => {
    await outcomes();
    assert.deepEqual(await outcomes(), ["succeeded"]);
    assert.equal(s3().commandCalls(GetObjectCommand).length, 1);
  });

  it("are read again where an object has changed", async () => {
    await outcomes();
    stored = { etag: '"2"', record: recordOf(ID, { outcome: "failed" }) };
    assert.deepEqual(await outcomes(), ["failed"]);
  });

  it("are read again for another target", async () => {
    await outcomes();
    target = { ...target };
    await outcomes();
    assert.equal(s3().commandCalls(GetObjectCommand).length, 2);
  });
});

describe("the records since the live release", () => {
  const s3 = useMock(() => mockClient(S3Client));
  const target: AwsTarget = { kind: "aws", account: stageOf("dev").account, region: stageOf("dev").region };

  /** @param outcomes of the releases 1, 2, …; "damaged": no record can be read */
  const read = async (outcomes: readonly (ReleaseRecord["outcome"] | "damaged")[]): Promise<readonly number[]> => {
    const ids = outcomes.map((_outcome, index) => index + 1);
    s3()
      .on(ListObjectsV2Command)
      .resolves({ Contents: ids.map((id) => ({ Key: `releases/dev/${String(id)}.json`, ETag: "" })) });
    ids.forEach((id, index) => {
      const outcome = outcomes[index] ?? "damaged";
      const text = outcome === "damaged" ? "{" : JSON.stringify(recordOf(id, { outcome }));
      s3()
        .on(GetObjectCommand, { Key: `releases/dev/${String(id)}.json` })
        .resolves({ Body: { transformToString: () => Promise.resolve(text) } as never });
    });
    return (await readRecordsSinceLive({ ...target }, stageOf("dev"))).map(({ id }) => id);
  };
  const requests = (): number => s3().commandCalls(GetObjectCommand).length;

  it("are the newest one where it succeeded", async () => {
    assert.deepEqual(await read(["succeeded", "succeeded", "succeeded"]), [3]);
    assert.equal(requests(), 1);
  });

  it("go back to the last that succeeded, and no further than the next eight", async () => {
    const outcomes = [...Array<"succeeded">(20).fill("succeeded"), "failed", "rolled-back"] as const;
    assert.deepEqual(await read(outcomes), [22, 21, 20, 19, 18, 17, 16, 15]);
  });

  it("are none where nothing was deployed", async () => {
    assert.deepEqual(await read([]), []);
  });

  it("are those of a first deployment that failed", async () => {
    assert.deepEqual(await read(["failed", "failed"]), [2, 1]);
  });

  it("are refused where a newer one is damaged", async () => {
    await assert.rejects(read(["succeeded", "damaged"]), { code: "RELEASE_INVALID" });
  });
});
