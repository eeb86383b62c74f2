import { strict as assert } from "node:assert";
import { GetObjectCommand, ListObjectsV2Command, S3Client } from "@aws-sdk/client-s3";
import { mockClient } from "aws-sdk-client-mock";
import { readRecords } from "../../../../../automation/aws/buckets/releases";
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
