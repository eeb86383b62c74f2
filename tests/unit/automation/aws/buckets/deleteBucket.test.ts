import { strict as assert } from "node:assert";
import {
  DeleteBucketCommand,
  DeleteObjectsCommand,
  HeadBucketCommand,
  ListObjectVersionsCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { mockClient } from "aws-sdk-client-mock";
import { deleteBucket } from "../../../../../automation/aws/buckets/deleteBucket";

const TARGET = { kind: "aws", region: "us-west-2", account: "100000000001" } as const;
const BUCKET = "listbackup-state-100000000001-us-west-2";

const named = (name: string): Error => Object.assign(new Error(name), { name, $metadata: { httpStatusCode: 409 } });

describe("deleteBucket", () => {
  const s3 = mockClient(S3Client);
  beforeEach(() => {
    s3.reset();
    s3.on(HeadBucketCommand).resolves({});
    s3.on(DeleteBucketCommand).resolves({});
  });
  after(() => {
    s3.restore();
  });

  it("deletes every version and delete marker first", async () => {
    s3.on(ListObjectVersionsCommand)
      .resolvesOnce({ Versions: [{ Key: "a", VersionId: "1" }], DeleteMarkers: [{ Key: "b", VersionId: "2" }] })
      .resolves({});
    s3.on(DeleteObjectsCommand).resolves({});
    assert.equal(await deleteBucket(TARGET, BUCKET, "with content"), true);
    const [call] = s3.commandCalls(DeleteObjectsCommand);
    assert.deepEqual(call?.args[0].input.Delete?.Objects, [
      { Key: "a", VersionId: "1" },
      { Key: "b", VersionId: "2" },
    ]);
  });

  it("ends with the error of an object that cannot be deleted", async () => {
    s3.on(ListObjectVersionsCommand).resolves({ Versions: [{ Key: "a", VersionId: "1" }] });
    s3.on(DeleteObjectsCommand).resolves({ Errors: [{ Key: "a", Code: "AccessDenied", Message: "locked" }] });
    await assert.rejects(deleteBucket(TARGET, BUCKET, "with content"), { code: "AWS" });
    assert.equal(s3.commandCalls(DeleteBucketCommand).length, 0);
  });

  it("leaves a bucket with objects where only an empty one is to be deleted", async () => {
    s3.on(DeleteBucketCommand).rejects(named("BucketNotEmpty"));
    assert.equal(await deleteBucket(TARGET, BUCKET, "if empty"), false);
    assert.equal(s3.commandCalls(ListObjectVersionsCommand).length, 0);
  });
});
