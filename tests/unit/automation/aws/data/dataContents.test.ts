import { strict as assert } from "node:assert";
import { ListObjectVersionsCommand, S3Client } from "@aws-sdk/client-s3";
import { mockClient } from "aws-sdk-client-mock";
import { dataContents } from "../../../../../automation/aws/data/dataContents";

const TARGET = { kind: "aws", region: "us-west-2", account: "100000000001" } as const;
const BUCKET = "listbackup-data";

describe("dataContents of a bucket", () => {
  const s3 = mockClient(S3Client);
  beforeEach(() => {
    s3.reset();
  });
  after(() => {
    s3.restore();
  });
  const contents = (): Promise<string | null> =>
    dataContents(TARGET, { type: "aws:s3/bucket:Bucket", id: BUCKET } as Parameters<typeof dataContents>[1]);
  const markersOnly = {
    DeleteMarkers: [{ Key: "a", VersionId: "2" }],
    IsTruncated: true,
    NextKeyMarker: "a",
    NextVersionIdMarker: "2",
  };

  it("finds versions on the page after delete markers", async () => {
    s3.on(ListObjectVersionsCommand).resolves(markersOnly);
    s3.on(ListObjectVersionsCommand, { Bucket: BUCKET, KeyMarker: "a", VersionIdMarker: "2" }).resolves({
      Versions: [{ Key: "a", VersionId: "1" }],
    });
    assert.equal(await contents(), "objects");
  });

  it("reports no objects where only delete markers are left", async () => {
    s3.on(ListObjectVersionsCommand).resolves({ ...markersOnly, IsTruncated: false });
    assert.equal(await contents(), "no objects");
  });

  it("does not report content that it has not found within its pages", async () => {
    s3.on(ListObjectVersionsCommand).resolves(markersOnly);
    assert.equal(await contents(), null);
  });
});
