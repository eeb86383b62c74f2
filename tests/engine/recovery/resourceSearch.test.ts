import { strict as assert } from "node:assert";
import { ApiGatewayV2 } from "@aws-sdk/client-apigatewayv2";
import { ACM } from "@aws-sdk/client-acm";
import { Backup } from "@aws-sdk/client-backup";
import { CognitoIdentityProvider } from "@aws-sdk/client-cognito-identity-provider";
import { Route53 } from "@aws-sdk/client-route-53";
import { SNS } from "@aws-sdk/client-sns";
import { SQS } from "@aws-sdk/client-sqs";
import { findResources, type Search, type SearchedInputs } from "../../../automation/aws/resourceSearch";
import { LOOKUP_TAG } from "../../../model/names";
import { useEmulator } from "../../support/emulator/emulator";

const ACCOUNT = "100000000001";
const REGION = "us-west-2";
const MINE = { [LOOKUP_TAG]: "mine" };
const THEIRS = { [LOOKUP_TAG]: "theirs" };

describe("looking for what AWS names itself", function () {
  this.timeout(60_000);
  const emulator = useEmulator();
  const settings = () => ({
    endpoint: emulator.endpoint,
    region: REGION,
    credentials: { accessKeyId: ACCOUNT, secretAccessKey: "test" },
  });
  const found = (search: Search, wanted: SearchedInputs): Promise<readonly string[]> =>
    findResources({ kind: "rehearsal", region: REGION, account: ACCOUNT, endpoint: emulator.endpoint }, search, wanted);

  it("finds the API of the tag, not its namesake", async () => {
    const client = new ApiGatewayV2(settings());
    await client.createApi({ Name: "api", ProtocolType: "HTTP", Tags: THEIRS });
    const { ApiId } = await client.createApi({ Name: "api", ProtocolType: "HTTP", Tags: MINE });
    assert.deepEqual(await found("api", { name: "api", tags: MINE }), [ApiId]);
  });

  it("finds an API's deployments, and none of an API that is gone", async () => {
    const client = new ApiGatewayV2(settings());
    const { ApiId = "" } = await client.createApi({ Name: "deployed", ProtocolType: "HTTP" });
    const { DeploymentId } = await client.createDeployment({ ApiId });
    assert.deepEqual(
      [await found("apiDeployment", { apiId: ApiId }), await found("apiDeployment", { apiId: "gone" })],
      [[DeploymentId], []],
    );
  });

  it("finds the user pool of the tag, and its client by name", async () => {
    const client = new CognitoIdentityProvider(settings());
    await client.createUserPool({ PoolName: "people", UserPoolTags: THEIRS });
    const { UserPool } = await client.createUserPool({ PoolName: "people", UserPoolTags: MINE });
    const made = await client.createUserPoolClient({ UserPoolId: UserPool?.Id, ClientName: "app" });
    await client.createUserPoolClient({ UserPoolId: UserPool?.Id, ClientName: "other" });
    assert.deepEqual(
      [
        await found("userPool", { name: "people", tags: MINE }),
        await found("userPoolClient", { userPoolId: UserPool?.Id, name: "app" }),
      ],
      [[UserPool?.Id], [made.UserPoolClient?.ClientId]],
    );
  });

  it("finds a health check by the start of its reference", async () => {
    const client = new Route53(settings());
    const HealthCheckConfig = { Type: "HTTPS", FullyQualifiedDomainName: "api.example.com" } as const;
    await client.createHealthCheck({ CallerReference: "listbackup-dev-auto2-1", HealthCheckConfig });
    const { HealthCheck } = await client.createHealthCheck({
      CallerReference: "listbackup-dev-auto-1",
      HealthCheckConfig,
    });
    assert.deepEqual(await found("healthCheck", { referenceName: "listbackup-dev-auto" }), [HealthCheck?.Id]);
  });

  it("finds a plan of backups by name, and its selection", async () => {
    const client = new Backup(settings());
    const create = async (BackupPlanName: string) => {
      const Rules = [{ RuleName: "nightly", TargetBackupVaultName: "vault" }];
      const { BackupPlanId = "" } = await client.createBackupPlan({ BackupPlan: { BackupPlanName, Rules } });
      const { SelectionId = "" } = await client.createBackupSelection({
        BackupPlanId,
        BackupSelection: { SelectionName: "tables", IamRoleArn: `arn:aws:iam::${ACCOUNT}:role/backup` },
      });
      return { BackupPlanId, SelectionId };
    };
    await create("theirs");
    const mine = await create("mine");
    assert.deepEqual(
      [
        await found("backupPlan", { name: "mine" }),
        await found("backupSelection", { name: "tables", planId: mine.BackupPlanId }),
        await found("backupSelection", { name: "tables", planId: "gone" }),
      ],
      [[mine.BackupPlanId], [mine.SelectionId], []],
    );
  });

  it("finds a certificate that has all our tags", async () => {
    const client = new ACM(settings());
    await client.requestCertificate({ DomainName: "a.example.com" });
    const { CertificateArn } = await client.requestCertificate({
      DomainName: "a.example.com",
      Tags: [{ Key: "Project", Value: "listbackup" }],
    });
    const wanted = { domainName: "a.example.com", tagsAll: { Project: "listbackup" } };
    assert.deepEqual(await found("certificate", wanted), [CertificateArn]);
  });

  it("finds a queue by name, and says where there is none", async () => {
    const { QueueUrl } = await new SQS(settings()).createQueue({ QueueName: "work" });
    assert.deepEqual(
      [await found("queue", { name: "work" }), await found("queue", { name: "none" })],
      [[QueueUrl], []],
    );
  });

  it("finds a subscription of a topic", async () => {
    const client = new SNS(settings());
    const { TopicArn } = await client.createTopic({ Name: "alarms" });
    const Endpoint = `arn:aws:sqs:${REGION}:${ACCOUNT}:work`;
    const { SubscriptionArn } = await client.subscribe({ TopicArn, Protocol: "sqs", Endpoint });
    assert.deepEqual(await found("topicSubscription", { topic: TopicArn, protocol: "sqs", endpoint: Endpoint }), [
      SubscriptionArn,
    ]);
  });
});
