import { strict as assert } from "node:assert";
import { GetQueueUrlCommand, SQSClient } from "@aws-sdk/client-sqs";
import { NAMES } from "../../../model/names";
import type { Review } from "../../../model/review/review";
import { DataProbe } from "../../support/project/heldData";
import { preparedProject } from "../../support/project/prepared";
import type { CommandResult, TestProject } from "../../support/project/project";
import { stageOf } from "../../support/release";

const DATA = "catalog/data.yaml";
const IDENTITY = "catalog/identity.yaml";
const USERS = "catalog/services/users.yaml";
const DEV = stageOf("dev");
interface PreviewJson {
  readonly changes: readonly { readonly losses: readonly object[] }[];
  readonly review: Review;
}

const QUEUE = "  spare: { purpose: Waits, visibilityTimeout: 30, retention: 3600, receiveWait: 0, maxReceives: 2 }\n";
const GROUP = "  Staff: { precedence: 3, purpose: Help customers }\n";
const INDEX = "      CognitoUserIndex: { hash: cognitoUserId }\n";

/* What holds data on one stage, each test going on from where the one before left it. */
describe("data on a stage", function () {
  this.timeout(600_000);
  let project: TestProject;
  let probe: DataProbe;
  let sqs: SQSClient;

  before(async () => {
    const prepared = await preparedProject();
    const { endpoint } = prepared;
    project = prepared;
    await project.edit(DATA, (text) => text.replace("queues:\n", `queues:\n${QUEUE}`));
    const { exit, stdout, stderr } = await up();
    assert.equal(exit, 0, stdout + stderr);
    const credentials = { accessKeyId: DEV.account, secretAccessKey: "test" };
    sqs = new SQSClient({ region: DEV.region, endpoint, credentials });
    probe = new DataProbe(DEV, endpoint, { table: "users", key: "userId", queue: "spare", group: "Staff" });
    await probe.fill();
  });
  after(() => project.remove());

  const up = (args: readonly string[] = [], environment = {}): Promise<CommandResult> =>
    project.deploy(["up", "dev", "--rehearsal", "--yes", ...args], environment);

  function assertRefused({ exit, json, stdout, stderr }: CommandResult, expected: number, code: string): void {
    assert.deepEqual([exit, json.error?.code], [expected, code], stdout + stderr);
  }

  it("is refused its loss, with what AWS says that a queue holds", async () => {
    await project.edit(DATA, (text) => text.replace(QUEUE, ""));
    const refused = await up();
    assertRefused(refused, 6, "DATA_LOSS");
    assert.match(refused.json.error?.what ?? "", /delete queue-spare: its messages; it holds 1 message now/);
    assert.match(refused.json.error?.remedy ?? "", /--allow-delete queue-spare\b/);
    assert.equal(await probe.messages(), 1);
  });

  it("is refused its loss where a queue becomes standard, which is another queue", async () => {
    const line = QUEUE.replace("{ purpose", "{ type: standard, purpose");
    await project.edit(DATA, (text) => text.replace("queues:\n", `queues:\n${line}`));
    const refused = await up();
    await project.edit(DATA, (text) => text.replace(line, ""));
    assertRefused(refused, 6, "DATA_LOSS");
    assert.match(refused.json.error?.what ?? "", /replace queue-spare: its messages; it holds 1 message now/);
    assert.match(refused.json.error?.remedy ?? "", /--allow-replace queue-spare\b/);
  });

  it("is named in a preview", async () => {
    const { json } = await project.deploy(["preview", "dev", "--rehearsal"]);
    const { changes, review } = json as unknown as PreviewJson;
    // Unchanged resources are reviewed too: far more than the two that change.
    assert.ok(review.resources > 50, String(review.resources));
    assert.deepEqual([review.findings, review.notReviewed], [[], []]);
    assert.deepEqual(
      changes.flatMap(({ losses }) => losses.map((loss) => (loss as { readonly name: string }).name)).sort(),
      ["queue-spare", "queue-spare-dlq"],
    );
    await project.edit(DATA, (text) => text.replace("queues:\n", `queues:\n${QUEUE}`));
  });

  it("stays in a group that a failed deployment was to delete", async () => {
    await project.edit(IDENTITY, (text) => text.replace(GROUP, ""));
    await project.edit(USERS, (text) => text.replace(/memory: \d+/, "memory: 192"));
    const refused = await up();
    assertRefused(refused, 6, "DATA_LOSS");
    assert.match(refused.json.error?.what ?? "", /group-Staff: its memberships; it holds 1 member now/);
    const failed = await up(["--allow-delete", "group-Staff"], { LISTBACKUP_FAIL_GATE: "users" });
    assertRefused(failed, 4, "ROLLED_BACK");
    assert.match(failed.json.error?.what ?? "", /Data is unchanged/);
    assert.equal(await probe.members(), 1);
    await project.edit(IDENTITY, (text) => text.replace("groups:\n", `groups:\n${GROUP}`));
  });

  it("gets its index back after a failed deployment that took it away", async () => {
    await project.edit(DATA, (text) => text.replace(INDEX, ""));
    const refused = await up();
    assertRefused(refused, 6, "DATA_LOSS");
    assert.match(refused.json.error?.remedy ?? "", /--allow-delete table-users\/CognitoUserIndex/);
    const failed = await up(["--allow-delete", "table-users/CognitoUserIndex"], { LISTBACKUP_FAIL_GATE: "users" });
    assertRefused(failed, 4, "ROLLED_BACK");
    assert.deepEqual(await probe.indexes(), ["CognitoUserIndex", "EmailIndex"]);
    await project.edit(DATA, (text) => text.replace("      EmailIndex: { hash: email }\n", (line) => line + INDEX));
  });

  it("stays in a queue of a release that is rolled back", async () => {
    await project.edit(DATA, (text) => text.replace(QUEUE, QUEUE + QUEUE.replace("spare", "later")));
    const deployed = await up();
    assert.equal(deployed.exit, 0, deployed.stdout);
    const back = await project.deploy(["rollback", "dev", "--rehearsal", "--yes"]);
    assert.equal(back.exit, 0, back.stdout);
    const QueueName = NAMES.queue.of(DEV, "later");
    assert.ok((await sqs.send(new GetQueueUrlCommand({ QueueName }))).QueueUrl);
  });

  it("goes where each loss is allowed by name", async () => {
    await project.edit(DATA, (text) => text.replace(QUEUE.replace("spare", "later"), ""));
    const names = ["queue-later", "queue-later-dlq"].flatMap((name) => ["--allow-delete", name]);
    const { exit, stdout } = await up(names);
    assert.equal(exit, 0, stdout);
    await assert.rejects(sqs.send(new GetQueueUrlCommand({ QueueName: NAMES.queue.of(DEV, "later") })));
  });
});
