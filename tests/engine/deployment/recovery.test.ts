import { strict as assert } from "node:assert";
import { S3 } from "@aws-sdk/client-s3";
import { preparedProject, type PreparedProject } from "../../support/project/prepared";
import type { CommandResult } from "../../support/project/project";
import { enableRecovery } from "../../support/project/recovery";
import { stageOf } from "../../support/release";

const { account } = stageOf("dev");

describe("a stage whose file turns recovery on", function () {
  this.timeout(600_000);
  let project: PreparedProject;
  before(async () => {
    project = await preparedProject();
    await enableRecovery(project);
  });
  after(() => project.remove());

  const deploy = (...args: readonly string[]): Promise<CommandResult> =>
    project.deploy([...args, "--rehearsal", "--yes"]);

  const s3In = (region: string): S3 =>
    new S3({
      endpoint: project.endpoint,
      region,
      credentials: { accessKeyId: account, secretAccessKey: "test" },
      forcePathStyle: true,
    });

  it("is not deployed before its backups have buckets", async () => {
    const { exit, json } = await deploy("up", "dev");
    assert.deepEqual([exit, json.error?.what.includes(`listbackup-backups-${account}-us-east-1`)], [3, true]);
  });

  it("gets the buckets by its own bootstrap, and that of its recovery stage has nothing more to create for them", async () => {
    const first = await deploy("bootstrap", "dev");
    const second = await deploy("bootstrap", "disaster-recovery");
    const { items } = second.json as unknown as { items: readonly { name: string; created: boolean }[] };
    const backups = items.filter(({ name }) => name.endsWith("-us-east-1") && !/-(state|deployments)-/.test(name));
    assert.deepEqual(
      [first.exit, second.exit, backups.map(({ name, created }) => [name, created])],
      [
        0,
        0,
        [
          [`listbackup-backups-${account}-us-east-1`, false],
          [`listbackup-dev-data-${account}-us-east-1`, false],
        ],
      ],
    );
  });

  it("has the release of before in its backups", async () => {
    const { Contents = [] } = await s3In("us-east-1").listObjectsV2({
      Bucket: `listbackup-backups-${account}-us-east-1`,
      Prefix: "releases/dev/",
    });
    assert.equal(Contents.length > 0, true);
  });

  it("replicates its buckets from the next deployment on, and replaces nothing", async () => {
    const { exit, json } = await deploy("up", "dev");
    const { ReplicationConfiguration } = await s3In("us-west-2").getBucketReplication({
      Bucket: `listbackup-dev-data-${account}-us-west-2`,
    });
    assert.deepEqual(
      [exit, json.changes, ReplicationConfiguration?.Rules?.[0]?.Destination?.Bucket],
      [
        0,
        { create: 1, update: 0, replace: 0, delete: 0, import: 0 },
        `arn:aws:s3:::listbackup-dev-data-${account}-us-east-1`,
      ],
    );
  });

  it("keeps the foundation with its backups", async () => {
    const { exit, json } = await project.deploy(["bootstrap", "disaster-recovery", "--rehearsal", "--remove", "--yes"]);
    assert.deepEqual(
      [exit, json.error?.code, /dev has its backups here/.test(json.error?.what ?? "")],
      [6, "PROTECTED", true],
    );
  });
});
