import { strict as assert } from "node:assert";
import {
  AdminAddUserToGroupCommand,
  AdminCreateUserCommand,
  CognitoIdentityProviderClient,
  ListUserPoolsCommand,
  ListUsersInGroupCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { DescribeTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { GetQueueAttributesCommand, GetQueueUrlCommand, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { NAMES } from "../../model/names";
import { preparedProject } from "../support/prepared";
import type { Ran, TestProject } from "../support/project";
import { stageOf } from "../support/release";

const DATA = "catalog/data.yaml";
const IDENTITY = "catalog/identity.yaml";
const USERS = "catalog/services/users.yaml";
const DEV = stageOf("dev");
const QUEUE = "  spare: { purpose: Waits, visibilityTimeout: 30, retention: 3600, receiveWait: 0, maxReceives: 2 }\n";
const GROUP = "  Staff: { precedence: 3, purpose: Help customers }\n";
const INDEX = "      CognitoUserIndex: { hash: cognitoUserId }\n";

/* What holds data on one stage, each test going on from where the one before left it. */
describe("data on a stage", function () {
  this.timeout(600_000);
  let project: TestProject;
  let config: { readonly region: string; readonly endpoint: string };

  before(async () => {
    const prepared = await preparedProject();
    const { endpoint } = prepared;
    project = prepared;
    await project.edit(DATA, (text) => text.replace("queues:\n", `queues:\n${QUEUE}`));
    const { exit, stdout, stderr } = await up();
    assert.equal(exit, 0, stdout + stderr);
    const credentials = { accessKeyId: DEV.account, secretAccessKey: "test" };
    config = { region: DEV.region, endpoint, credentials } as typeof config;
  });
  after(() => project.remove());

  const up = (args: readonly string[] = [], environment = {}): Promise<Ran> =>
    project.deploy(["up", "dev", "--rehearsal", "--yes", ...args], environment);

  function assertRefused({ exit, json, stdout, stderr }: Ran, expected: number, code: string): void {
    assert.deepEqual([exit, json.error?.code], [expected, code], stdout + stderr);
  }

  async function messages(): Promise<number> {
    const sqs = new SQSClient(config);
    const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: NAMES.queue.of(DEV, "spare") }));
    const AttributeNames = ["ApproximateNumberOfMessages"] as const;
    const { Attributes } = await sqs.send(
      new GetQueueAttributesCommand({ QueueUrl, AttributeNames: [...AttributeNames] }),
    );
    return Number(Attributes?.["ApproximateNumberOfMessages"]);
  }

  async function poolId(): Promise<string> {
    const { UserPools = [] } = await new CognitoIdentityProviderClient(config).send(
      new ListUserPoolsCommand({ MaxResults: 60 }),
    );
    const id = UserPools.find(({ Name }) => Name === NAMES.userPool.of(DEV, "users"))?.Id;
    assert.ok(id !== undefined);
    return id;
  }

  async function members(): Promise<number> {
    const list = new ListUsersInGroupCommand({ UserPoolId: await poolId(), GroupName: "Staff" });
    return (await new CognitoIdentityProviderClient(config).send(list)).Users?.length ?? 0;
  }

  async function indexes(): Promise<readonly string[]> {
    const { Table } = await new DynamoDBClient(config).send(
      new DescribeTableCommand({ TableName: NAMES.table.of(DEV, "users") }),
    );
    return (Table?.GlobalSecondaryIndexes ?? []).flatMap(({ IndexName }) => IndexName ?? []).sort();
  }

  it("is refused its loss, with what AWS says that a queue holds", async () => {
    const sqs = new SQSClient(config);
    const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: NAMES.queue.of(DEV, "spare") }));
    for (const MessageBody of ["one", "two"])
      await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody, MessageGroupId: "trial" }));
    await project.edit(DATA, (text) => text.replace(QUEUE, ""));
    const refused = await up();
    assertRefused(refused, 6, "DATA_LOSS");
    assert.match(refused.json.error?.what ?? "", /delete queue-spare: its messages; it holds 2 messages now/);
    assert.match(refused.json.error?.remedy ?? "", /--allow-delete queue-spare\b/);
    assert.equal(await messages(), 2);
  });

  it("is named in a preview", async () => {
    const { json } = await project.deploy(["preview", "dev", "--rehearsal"]);
    const changes = (json as unknown as { readonly changes: readonly { readonly losses: readonly object[] }[] })
      .changes;
    assert.deepEqual(
      changes.flatMap(({ losses }) => losses.map((loss) => (loss as { readonly name: string }).name)).sort(),
      ["queue-spare", "queue-spare-dlq"],
    );
    await project.edit(DATA, (text) => text.replace("queues:\n", `queues:\n${QUEUE}`));
  });

  it("stays in a group that a failed deployment was to delete", async () => {
    const cognito = new CognitoIdentityProviderClient(config);
    const UserPoolId = await poolId();
    const Username = "member@example.com";
    const UserAttributes = [
      { Name: "email", Value: Username },
      { Name: "name", Value: "Member" },
    ];
    await cognito.send(new AdminCreateUserCommand({ UserPoolId, Username, UserAttributes, MessageAction: "SUPPRESS" }));
    await cognito.send(new AdminAddUserToGroupCommand({ UserPoolId, Username, GroupName: "Staff" }));
    await project.edit(IDENTITY, (text) => text.replace(GROUP, ""));
    await project.edit(USERS, (text) => text.replace(/memory: \d+/, "memory: 192"));
    const refused = await up();
    assertRefused(refused, 6, "DATA_LOSS");
    assert.match(refused.json.error?.what ?? "", /group-Staff: its memberships; it holds 1 member now/);
    const failed = await up(["--allow-delete", "group-Staff"], { LISTBACKUP_FAIL_GATE: "users" });
    assertRefused(failed, 4, "ROLLED_BACK");
    assert.match(failed.json.error?.what ?? "", /Data is unchanged/);
    assert.equal(await members(), 1);
    await project.edit(IDENTITY, (text) => text.replace("groups:\n", `groups:\n${GROUP}`));
  });

  it("gets its index back after a failed deployment that took it away", async () => {
    await project.edit(DATA, (text) => text.replace(INDEX, ""));
    const refused = await up();
    assertRefused(refused, 6, "DATA_LOSS");
    assert.match(refused.json.error?.remedy ?? "", /--allow-delete table-users\/CognitoUserIndex/);
    const failed = await up(["--allow-delete", "table-users/CognitoUserIndex"], { LISTBACKUP_FAIL_GATE: "users" });
    assertRefused(failed, 4, "ROLLED_BACK");
    assert.deepEqual(await indexes(), ["CognitoUserIndex", "EmailIndex"]);
    await project.edit(DATA, (text) => text.replace("      EmailIndex: { hash: email }\n", (line) => line + INDEX));
  });

  it("stays in a queue of a release that is rolled back", async () => {
    await project.edit(DATA, (text) => text.replace(QUEUE, QUEUE + QUEUE.replace("spare", "later")));
    const deployed = await up();
    assert.equal(deployed.exit, 0, deployed.stdout);
    const back = await project.deploy(["rollback", "dev", "--rehearsal", "--yes"]);
    assert.equal(back.exit, 0, back.stdout);
    const QueueName = NAMES.queue.of(DEV, "later");
    assert.ok((await new SQSClient(config).send(new GetQueueUrlCommand({ QueueName }))).QueueUrl);
  });

  it("goes where each loss is allowed by name", async () => {
    await project.edit(DATA, (text) => text.replace(QUEUE.replace("spare", "later"), ""));
    const names = ["queue-later", "queue-later-dlq"].flatMap((name) => ["--allow-delete", name]);
    const { exit, stdout } = await up(names);
    assert.equal(exit, 0, stdout);
    await assert.rejects(
      new SQSClient(config).send(new GetQueueUrlCommand({ QueueName: NAMES.queue.of(DEV, "later") })),
    );
  });
});
