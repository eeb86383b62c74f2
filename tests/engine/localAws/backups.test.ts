import { strict as assert } from "node:assert";
import { setTimeout as sleep } from "node:timers/promises";
import { IAM } from "@aws-sdk/client-iam";
import { S3 } from "@aws-sdk/client-s3";
import { bootstrap, bootstrapOptions } from "../../../automation/aws/account/bootstrap";
import { deploymentSession } from "../../../automation/aws/account/deploymentSession";
import { clientConfig, type AwsTarget } from "../../../automation/aws/target";
import { managedPolicyArn } from "../../../model/access/roles";
import { foundationOf } from "../../../model/account/foundation";
import { DRIVER_NAMES } from "../../../model/names";
import { STAGES } from "../../../model/stage/name";
import { useEmulator } from "../../support/emulator/emulator";
import { stageOf } from "../../support/release";

const STAGE = stageOf("production");
const { account, region } = STAGE;
const OTHER_REGION = stageOf("disaster-recovery").region;
const DEPLOYMENTS = DRIVER_NAMES.deploymentsBucket(STAGE);
const BACKUPS = DRIVER_NAMES.backupsBucket({ account, region: OTHER_REGION });
const REPLICA = `listbackup-prod-data-${account}-${OTHER_REGION}`;
const MANIFEST = "sets/production/1764000000/manifest.json";
const RETENTION = {
  Rules: [
    {
      ID: "soon",
      Status: "Enabled" as const,
      Filter: { Prefix: "" },
      NoncurrentVersionExpiration: { NoncurrentDays: 1 },
    },
  ],
};

type Call = (s3: S3, version: string) => Promise<unknown>;

/** What the deployment role must not do; an administrator may. */
const FORBIDDEN: readonly (readonly [what: string, call: Call])[] = [
  ["deletes a version of a set", (s3, VersionId) => s3.deleteObject({ Bucket: BACKUPS, Key: MANIFEST, VersionId })],
  [
    "deletes versions of sets together",
    (s3, VersionId) => s3.deleteObjects({ Bucket: BACKUPS, Delete: { Objects: [{ Key: MANIFEST, VersionId }] } }),
  ],
  [
    "shortens the retention of sets",
    (s3) => s3.putBucketLifecycleConfiguration({ Bucket: BACKUPS, LifecycleConfiguration: RETENTION }),
  ],
  [
    "shortens the retention of a replica",
    (s3) => s3.putBucketLifecycleConfiguration({ Bucket: REPLICA, LifecycleConfiguration: RETENTION }),
  ],
  [
    "turns versions of sets off",
    (s3) => s3.putBucketVersioning({ Bucket: BACKUPS, VersioningConfiguration: { Status: "Suspended" } }),
  ],
  [
    "changes a replicated release",
    (s3) => s3.putObject({ Bucket: BACKUPS, Key: "releases/production/1.json", Body: "{}" }),
  ],
  ["deletes a replica's object", (s3) => s3.deleteObject({ Bucket: REPLICA, Key: "report.pdf" })],
];

describe("backups in another region, with enforced permissions", function () {
  this.timeout(60_000);
  const emulator = useEmulator({ access: true });
  let root: AwsTarget;
  let role: AwsTarget;
  const answers = new Map<string, string>();

  const s3In = (target: AwsTarget, where: string): S3 =>
    new S3({ ...clientConfig({ ...target, region: where }), forcePathStyle: true });

  before(async () => {
    root = { kind: "rehearsal", region, account, endpoint: emulator.endpoint };
    const foundation = foundationOf("production", STAGES.map(stageOf), String, ["data"]);
    await bootstrap(root, STAGE, bootstrapOptions(foundation));
    role = await deploymentSession(root);
    const { VersionId = "" } = await s3In(root, OTHER_REGION).putObject({ Bucket: BACKUPS, Key: MANIFEST, Body: "{}" });
    for (const [what, call] of FORBIDDEN) answers.set(what, await codeOf(call(s3In(role, OTHER_REGION), VersionId)));
  });

  it("let the deployment role write a set, and delete it without its versions", async () => {
    const s3 = s3In(role, OTHER_REGION);
    const object = { Bucket: BACKUPS, Key: "sets/production/1764000001/started.json" };
    const { VersionId } = await s3.putObject({ ...object, Body: "{}" });
    await s3.deleteObject(object);
    assert.equal((await s3.getObject({ ...object, VersionId })).ContentLength, 2);
  });

  /** How an object of the deployments bucket is replicated in the end. */
  async function replicated(Key: string): Promise<string> {
    const s3 = s3In(root, region);
    for (;;) {
      const { ReplicationStatus = "" } = await s3.headObject({ Bucket: DEPLOYMENTS, Key });
      if (ReplicationStatus !== "PENDING") return ReplicationStatus;
      await sleep(100);
    }
  }

  it("have a release after a moment, in the same version", async () => {
    const Key = "releases/production/1764000000.json";
    const { VersionId } = await s3In(root, region).putObject({ Bucket: DEPLOYMENTS, Key, Body: "{}" });
    const atOnce = await codeOf(s3In(root, OTHER_REGION).headObject({ Bucket: BACKUPS, Key }));
    const status = await replicated(Key);
    const replica = await s3In(root, OTHER_REGION).headObject({ Bucket: BACKUPS, Key });
    assert.deepEqual(
      [atOnce, status, replica.ReplicationStatus, replica.VersionId],
      ["NotFound", "COMPLETED", "REPLICA", VersionId],
    );
  });

  it("have nothing of a role that may not write them", async () => {
    const iam = new IAM(clientConfig(root));
    const attached = {
      RoleName: DRIVER_NAMES.replicationRole,
      PolicyArn: managedPolicyArn(account, "listbackup-replication"),
    };
    await iam.detachRolePolicy(attached);
    const Key = "releases/production/1764000002.json";
    await s3In(root, region).putObject({ Bucket: DEPLOYMENTS, Key, Body: "{}" });
    assert.equal(await replicated(Key), "FAILED");
  });

  // Last: the administrator does it, too.
  for (const [what, call] of FORBIDDEN)
    it(`deny the deployment role what ${what}`, async () => {
      const { VersionId = "" } = await s3In(root, OTHER_REGION).putObject({
        Bucket: BACKUPS,
        Key: MANIFEST,
        Body: "{}",
      });
      assert.deepEqual(
        [answers.get(what), await codeOf(call(s3In(root, OTHER_REGION), VersionId))],
        ["AccessDenied", "allowed"],
      );
    });
});

function codeOf(call: Promise<unknown>): Promise<string> {
  return call.then(
    () => "allowed",
    (error: unknown) => (error as Error).name,
  );
}
