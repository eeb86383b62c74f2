import { strict as assert } from "node:assert";
import { CloudTrail } from "@aws-sdk/client-cloudtrail";
import { S3 } from "@aws-sdk/client-s3";
import { AuditTrail } from "../../../components/account/auditTrail";
import { type RunningProvider, startAwsxProvider, startProvider } from "../../../rehearsal/provider/process";
import { useEmulator } from "../../support/emulator/emulator";
import { type Workspace, workspaceOf } from "./workspace";

const ACCOUNT = "300000000009";
const REGION = "us-west-2";
const BUCKET = `listbackup-audit-${ACCOUNT}-${REGION}`;

describe("the audit trail of an account, by awsx under the real engine", function () {
  this.timeout(120_000);
  const emulator = useEmulator();
  let providers: readonly RunningProvider[] = [];
  let workspace: Workspace;

  before(async () => {
    const aws = await startProvider({ endpoint: emulator.endpoint, account: ACCOUNT, region: REGION });
    const awsx = await startAwsxProvider();
    providers = [aws, awsx];
    workspace = await workspaceOf(
      () => {
        const { bucketName, trailArn } = new AuditTrail("audit", { account: ACCOUNT, region: REGION, protect: false });
        return Promise.resolve({ bucketName, trailArn });
      },
      { providerPort: aws.port, awsxPort: awsx.port, account: ACCOUNT, region: REGION },
    );
  });
  after(async () => {
    await Promise.all(providers.map((provider) => provider.stop()));
    await workspace.remove();
  });

  const sdk = () => ({
    endpoint: emulator.endpoint,
    region: REGION,
    credentials: { accessKeyId: ACCOUNT, secretAccessKey: "rehearsal" },
  });

  it("creates a trail that logs to a bucket which lets CloudTrail write", async () => {
    const { outputs } = await workspace.stack.up();
    const { IsLogging } = await new CloudTrail(sdk()).getTrailStatus({ Name: "listbackup-audit" });
    const { Policy = "" } = await new S3({ ...sdk(), forcePathStyle: true }).getBucketPolicy({ Bucket: BUCKET });
    assert.deepEqual(
      [outputs["trailArn"]?.value, outputs["bucketName"]?.value, IsLogging, /"Sid":"AWSCloudTrailWrite"/.test(Policy)],
      [`arn:aws:cloudtrail:${REGION}:${ACCOUNT}:trail/listbackup-audit`, BUCKET, true, true],
    );
  });

  it("finds nothing to change afterwards", async () => {
    const { changeSummary } = await workspace.stack.preview();
    assert.deepEqual(Object.keys(changeSummary), ["same"]);
  });

  it("removes the trail and its bucket", async () => {
    await workspace.stack.destroy();
    const { trailList } = await new CloudTrail(sdk()).describeTrails({});
    assert.deepEqual(trailList, []);
  });
});
