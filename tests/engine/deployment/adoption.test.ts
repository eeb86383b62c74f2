import { strict as assert } from "node:assert";
import { join } from "node:path";
import { CreateTableCommand, DynamoDBClient, GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import { CreateBucketCommand, HeadObjectCommand, PutObjectCommand, S3Client } from "@aws-sdk/client-s3";
import { NAMES } from "../../../model/names";
import { startEmulator } from "../../../rehearsal/ministack/emulator";
import { makeProject, ROOT, type CommandResult, type TestProject } from "../../support/project/project";
import { stageOf } from "../../support/release";

const DEV = stageOf("dev");
const TABLE = NAMES.table.of(DEV, "users");
const BUCKET = NAMES.bucket.of(DEV, "data");
const ADOPT_TABLE = ["--adopt", `table-users=${TABLE}`];
const ADOPT_BUCKET = ["--adopt", `bucket-data=${BUCKET}`];

interface Shown {
  readonly release: { readonly adopted: readonly { readonly name: string; readonly id: string }[] };
}

/* One stage whose table and bucket exist before its first deployment; each test goes on from the one before. */
describe("a table and a bucket that exist before the first deployment", function () {
  this.timeout(600_000);
  let project: TestProject;
  let dynamodb: DynamoDBClient;
  let s3: S3Client;

  before(async () => {
    project = await makeProject();
    const home = join(project.root, ".rehearsal");
    const report = { line: () => undefined };
    const { endpoint } = await startEmulator({ root: ROOT, home, port: project.port, account: DEV.account, report });
    const credentials = { accessKeyId: DEV.account, secretAccessKey: "test" };
    dynamodb = new DynamoDBClient({ region: DEV.region, endpoint, credentials });
    s3 = new S3Client({ region: DEV.region, endpoint, credentials, forcePathStyle: true });
    await dynamodb.send(
      new CreateTableCommand({
        TableName: TABLE,
        AttributeDefinitions: [{ AttributeName: "userId", AttributeType: "S" }],
        KeySchema: [{ AttributeName: "userId", KeyType: "HASH" }],
        BillingMode: "PAY_PER_REQUEST",
      }),
    );
    await dynamodb.send(new PutItemCommand({ TableName: TABLE, Item: { userId: { S: "1" } } }));
    await s3.send(
      new CreateBucketCommand({ Bucket: BUCKET, CreateBucketConfiguration: { LocationConstraint: "us-west-2" } }),
    );
    await s3.send(new PutObjectCommand({ Bucket: BUCKET, Key: "kept", Body: "1" }));
    // It bootstraps the account and sets the parameters; its deployment fails.
    const { exit } = await project.deploy(["rehearse", "--stages", "dev"]);
    assert.equal(exit, 1);
  });
  after(() => project.remove());

  const up = (args: readonly string[], environment = {}): Promise<CommandResult> =>
    project.deploy(["up", "dev", "--rehearsal", "--yes", ...args], environment);

  /** Whether the data from before the first deployment is there. */
  async function dataIsThere(): Promise<boolean> {
    const { Item } = await dynamodb.send(new GetItemCommand({ TableName: TABLE, Key: { userId: { S: "1" } } }));
    await s3.send(new HeadObjectCommand({ Bucket: BUCKET, Key: "kept" }));
    return Item !== undefined;
  }

  it("conflict, and the error has the options that adopt them", async () => {
    const { exit, json, stdout, stderr } = await up([]);
    assert.deepEqual([exit, json.error?.code], [1, "ENGINE"], stdout + stderr);
    const adopted = [...(json.error?.remedy ?? "").matchAll(/ --adopt (\S+?)(?=[` ])/g)].map(([, one]) => one);
    // Of those that began: the engine begins nothing more after the first that fails.
    const both = [`bucket-data=${BUCKET}`, `table-users=${TABLE}`];
    assert.ok(adopted.length > 0, stderr);
    assert.deepEqual(
      adopted.filter((one) => !both.includes(one ?? "")),
      [],
    );
  });

  it("are not mixed up with what does not exist", async () => {
    const { json, stdout } = await up(["--adopt", "users-logs=/listbackup/dev/users"]);
    assert.equal(json.error?.code, "ADOPTION", stdout);
    assert.match(json.error?.what ?? "", /^AWS has no \/listbackup\/dev\/users/);
  });

  it("stay with what they hold where the first deployment that adopts them fails and the stage is destroyed", async () => {
    const failed = await up([...ADOPT_TABLE, ...ADOPT_BUCKET], { LISTBACKUP_FAIL_GATE: "core" });
    assert.deepEqual([failed.exit, failed.json.error?.code], [1, "GATE_FAILED"], failed.stdout + failed.stderr);
    const destroyed = await project.deploy(["destroy", "dev", "--rehearsal", "--confirm", "dev"]);
    assert.equal(destroyed.exit, 0, destroyed.stdout + destroyed.stderr);
    assert.equal(await dataIsThere(), true);
  });

  it("are adopted, and the record says so", async () => {
    // By its physical name too.
    const { exit, stdout, stderr } = await up(["--adopt", `${TABLE}=${TABLE}`, ...ADOPT_BUCKET]);
    assert.equal(exit, 0, stdout + stderr);
    const { json } = await project.deploy(["releases", "show", "dev", "--rehearsal"]);
    assert.deepEqual(
      (json as unknown as Shown).release.adopted.map(({ name, id }) => [name, id]),
      [
        ["table-users", TABLE],
        ["bucket-data", BUCKET],
      ],
    );
    assert.equal(await dataIsThere(), true);
  });

  it("need nothing more", async () => {
    const { exit, json, stdout } = await up([...ADOPT_TABLE]);
    assert.deepEqual([exit, json.outcome], [0, "unchanged"], stdout);
  });

  it("conflict on a stage with a release too, which is rolled back without them", async () => {
    await dynamodb.send(
      new CreateTableCommand({
        TableName: NAMES.table.of(DEV, "extra"),
        AttributeDefinitions: [{ AttributeName: "id", AttributeType: "S" }],
        KeySchema: [{ AttributeName: "id", KeyType: "HASH" }],
        BillingMode: "PAY_PER_REQUEST",
      }),
    );
    await project.edit("catalog/data.yaml", (text) =>
      text.replace("tables:\n", "tables:\n  extra: { purpose: Exists in AWS, hash: id }\n"),
    );
    const { exit, json, stdout, stderr } = await up([]);
    assert.deepEqual([exit, json.error?.code], [4, "ROLLED_BACK"], stdout + stderr);
    assert.match(json.error?.remedy ?? "", /^Take over what exists: `[^`]* --adopt table-extra=listbackup-dev-extra`/);
  });
});
