import { strict as assert } from "node:assert";
import { privateBucket } from "../../../../components/data/bucket";
import { bucketSchema } from "../../../../model/catalog/schema/catalog";
import type { StageName } from "../../../../model/stage/name";
import { stageOf } from "../../../support/release";
import { named, resourcesOf, type Registered } from "../mocks";

function bucketOn(stage: StageName, lifecycle?: object): Promise<readonly Registered[]> {
  const spec = bucketSchema.parse({ purpose: "Backups", ...(lifecycle === undefined ? {} : { lifecycle }) });
  return resourcesOf((parent) => privateBucket(stageOf(stage), "data", spec, parent));
}

const comparable = ({ inputs, protect }: Registered): object => ({ inputs, protect });

describe("a bucket", () => {
  it("is emptied on dev when it goes", async () => {
    assert.deepEqual(comparable(named(await bucketOn("dev"), "bucket-data")), {
      inputs: { bucket: "listbackup-dev-data-100000000001-us-west-2", forceDestroy: true },
      protect: false,
    });
  });

  it("stays on production, with what is in it", async () => {
    assert.deepEqual(comparable(named(await bucketOn("production"), "bucket-data")), {
      inputs: { bucket: "listbackup-prod-data-100000000003-us-west-2", forceDestroy: false },
      protect: true,
    });
  });

  it("is closed to the public, versioned and encrypted", async () => {
    const bucket = "listbackup-dev-data-100000000001-us-west-2";
    const made = await bucketOn("dev");
    assert.deepEqual(
      ["private", "versions", "encryption"].map((suffix) => named(made, `bucket-data-${suffix}`).inputs),
      [
        {
          bucket,
          blockPublicAcls: true,
          blockPublicPolicy: true,
          ignorePublicAcls: true,
          restrictPublicBuckets: true,
        },
        { bucket, versioningConfiguration: { status: "Enabled" } },
        { bucket, rules: [{ applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }] },
      ],
    );
  });

  it("refuses plain HTTP", async () => {
    const arn = "arn:aws:s3:::listbackup-dev-data-100000000001-us-west-2";
    assert.deepEqual(JSON.parse(String(named(await bucketOn("dev"), "bucket-data-policy").inputs["policy"])), {
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "TlsOnly",
          Effect: "Deny",
          Principal: "*",
          Action: "s3:*",
          Resource: [arn, `${arn}/*`],
          Condition: { Bool: { "aws:SecureTransport": "false" } },
        },
      ],
    });
  });

  it("gets its policy once public access is blocked", async () => {
    assert.ok(named(await bucketOn("dev"), "bucket-data-policy").after.includes("bucket-data-private"));
  });

  it("moves and forgets what grows old as the catalog says", async () => {
    const made = await bucketOn("dev", {
      transitions: [{ afterDays: 30, to: "STANDARD_IA" }],
      noncurrentTransitions: [{ afterDays: 7, to: "GLACIER" }],
      noncurrentExpirationDays: 90,
    });
    assert.deepEqual(named(made, "bucket-data-lifecycle").inputs, {
      bucket: "listbackup-dev-data-100000000001-us-west-2",
      rules: [
        {
          id: "age",
          status: "Enabled",
          filter: { prefix: "" },
          transitions: [{ days: 30, storageClass: "STANDARD_IA" }],
          noncurrentVersionTransitions: [{ noncurrentDays: 7, storageClass: "GLACIER" }],
          noncurrentVersionExpiration: { noncurrentDays: 90 },
        },
      ],
    });
  });

  it("has no lifecycle where the catalog has none", async () => {
    assert.deepEqual(
      (await bucketOn("dev")).map(({ name }) => name),
      ["", "-private", "-versions", "-encryption", "-policy"].map((suffix) => `bucket-data${suffix}`),
    );
  });
});
