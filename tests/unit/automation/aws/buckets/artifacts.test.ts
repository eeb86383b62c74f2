import { strict as assert } from "node:assert";
import { createHash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ListObjectsV2Command, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { mockClient } from "aws-sdk-client-mock";
import { publishArtifacts } from "../../../../../automation/aws/buckets/artifacts";
import { releaseOf, smallCatalog, stageOf } from "../../../../support/release";
import { useMock } from "../../../../support/mocks";

const STAGE = stageOf("dev");
const TARGET = { kind: "aws", region: STAGE.region, account: STAGE.account } as const;

describe("publishArtifacts", () => {
  const s3 = useMock(() => mockClient(S3Client));
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "artifacts-"));
  });
  after(async () => {
    await rm(folder, { recursive: true });
  });

  it("has a longer time-out than other requests", async () => {
    const bytes = Buffer.from("an artifact");
    const digest = createHash("sha256").update(bytes).digest("hex");
    await writeFile(join(folder, `${digest}.zip`), bytes);
    s3().on(ListObjectsV2Command).resolves({ Contents: [] });
    s3().on(PutObjectCommand).resolves({});
    const release = releaseOf(smallCatalog());
    const artifacts = Object.fromEntries(
      Object.entries(release.artifacts).map(([id, artifact]) => [id, { ...artifact, digest }]),
    );
    await publishArtifacts(TARGET, STAGE, { ...release, artifacts }, folder, () => undefined);
    assert.deepEqual(
      s3()
        .commandCalls(PutObjectCommand)
        .map(({ args }) => (args as readonly unknown[])[1]),
      [{ requestTimeout: 600_000 }],
    );
  });
});
