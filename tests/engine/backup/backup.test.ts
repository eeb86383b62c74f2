import { strict as assert } from "node:assert";
import { readParameters } from "../../../automation/backup/encryption/parameterFile";
import { readLines } from "../../../automation/backup/store/files";
import { readSet, setIds } from "../../../automation/backup/store/sets";
import { openSetStore, type SetStore } from "../../../automation/backup/store/setStore";
import { verifySet } from "../../../automation/backup/store/verifySet";
import type { ListedSet } from "../../../automation/backup/listSets";
import { canonicalItem, itemOfLine } from "../../../model/backup/canonicalItem";
import { ItemDigest } from "../../../model/backup/itemDigest";
import type { BackupSet } from "../../../model/backup/set";
import { userLineSchema, type UserLine } from "../../../model/backup/users";
import { NAMES } from "../../../model/names";
import { clientsOf } from "../../support/emulator/clients";
import { preparedProject, type PreparedProject } from "../../support/project/prepared";
import { killWithChildren, type CommandResult, type InterruptAction } from "../../support/project/project";
import { withRecovery, type TestRecovery } from "../../support/project/recovery";

/** More than one page of Scan, which has 1 MB. */
const ITEMS = 60;
const ITEM_BYTES = 30_000;

describe("dr backup", function () {
  this.timeout(600_000);
  let project: PreparedProject;
  let recovery: TestRecovery;
  let store: SetStore;
  let aws: ReturnType<typeof clientsOf>;
  let recoveryAws: ReturnType<typeof clientsOf>;
  let table: string;
  let pool: string;

  before(async () => {
    project = await preparedProject();
    recovery = await withRecovery(project, project.endpoint);
    const { stage, target } = recovery;
    store = openSetStore(stage, target);
    aws = clientsOf(project.endpoint, stage.account, stage.region);
    recoveryAws = clientsOf(project.endpoint, stage.account, target.region);
    table = NAMES.table.of(stage, "notes");
    for (let index = 0; index < ITEMS; index += 1)
      await putNote(`before-${String(index)}`, { text: { S: "x".repeat(ITEM_BYTES) }, tags: { SS: ["b", "a"] } });
    const { UserPools = [] } = await aws.cognito.listUserPools({ MaxResults: 60 });
    pool = UserPools[0]?.Id ?? "";
    await aws.cognito.adminCreateUser({
      UserPoolId: pool,
      Username: "ann@example.com",
      UserAttributes: [
        { Name: "email", Value: "ann@example.com" },
        { Name: "name", Value: "Ann" },
      ],
      MessageAction: "SUPPRESS",
    });
    const { Groups = [] } = await aws.cognito.listGroups({ UserPoolId: pool });
    await aws.cognito.adminAddUserToGroup({
      UserPoolId: pool,
      Username: "ann@example.com",
      GroupName: Groups[0]?.GroupName,
    });
  });
  after(() => project.remove());

  async function putNote(id: string, more: Readonly<Record<string, object>> = {}): Promise<void> {
    await aws.dynamodb.putItem({ TableName: table, Item: { noteId: { S: id }, ...more } });
  }

  async function dr(args: readonly string[]): Promise<CommandResult> {
    return project.deploy(["dr", ...args, "--rehearsal"]);
  }

  async function backUp(...options: readonly string[]): Promise<BackupSet> {
    const { exit, json, stdout, stderr } = await dr(["backup", "dev", ...options]);
    assert.equal(exit, 0, stdout + stderr);
    return (json as { readonly set: BackupSet }).set;
  }

  async function linesOf(files: BackupSet["artifacts"]): Promise<readonly string[]> {
    const lines: string[] = [];
    for (const file of files) for await (const line of readLines(store, file)) lines.push(line);
    return lines;
  }

  /** Writes notes until it is stopped. @returns ids, with when each was written (Unix seconds) */
  function writer(): { readonly stop: () => Promise<readonly (readonly [string, number])[]> } {
    const written: (readonly [string, number])[] = [];
    let isStopped = false;
    const work = (async () => {
      for (let index = 0; !isStopped; index += 1) {
        const id = `during-${String(index)}`;
        await putNote(id);
        written.push([id, Date.now() / 1000]);
      }
    })();
    return {
      stop: async () => {
        isStopped = true;
        await work;
        return written;
      },
    };
  }

  /** A backup with one read unit a second: the first page of a table holds it up. */
  async function interrupted(action: InterruptAction): Promise<CommandResult> {
    const args = ["dr", "backup", "dev", "--rehearsal", "--read-units", "1"];
    return project.interrupted(args, {}, /Backup set \d+ begins/, action);
  }

  it("copies every item that was written before it, while a writer goes on", async () => {
    const writing = writer();
    const set = await backUp();
    const written = await writing.stop();
    const copy = set.tables.find(({ name }) => name === "notes");
    const lines = await linesOf(copy?.files ?? []);
    const ids = new Set(lines.map((line) => itemOfLine(line)["noteId"]?.["S"]));
    const expected = [
      ...Array.from({ length: ITEMS }, (_unused, index) => `before-${String(index)}`),
      ...written.flatMap(([id, at]) => (at < set.startedAt ? [id] : [])),
    ];
    assert.deepEqual(
      expected.filter((id) => !ids.has(id)),
      [],
    );
    assert.ok(
      written.some(([, at]) => at > set.startedAt),
      "nothing was written meanwhile",
    );
    const digest = new ItemDigest();
    for (const line of lines) digest.add(canonicalItem(itemOfLine(line)));
    assert.deepEqual([copy?.items, copy?.digest], [lines.length, digest.hex()]);
  });

  it("copies users with groups, parameters, release, artifacts, state and source", async () => {
    const set = await backUp();
    await verifySet(store, await readSet(store, set.id));
    const users = (await linesOf(set.users?.files ?? [])).map((line): UserLine =>
      userLineSchema.parse(JSON.parse(line)),
    );
    const [ann] = users.flatMap((line) => ("User" in line ? [line.User] : []));
    assert.equal(ann?.Attributes.find(({ Name }) => Name === "email")?.Value, "ann@example.com");
    assert.deepEqual(
      users.flatMap((line) => ("Membership" in line ? [line.Membership.Username] : [])),
      [ann.Username],
    );
    const { parameters } = await readParameters(store, set, null);
    const jwt = await aws.ssm.getParameter({ Name: "/listbackup/jwt-secret", WithDecryption: true });
    assert.equal(parameters.find(({ name }) => name === "/listbackup/jwt-secret")?.value, jwt.Parameter?.Value);
    assert.deepEqual([set.unfinished, set.state !== null, set.artifacts.length > 0], [[], true, true]);
    // The test's project is no clone.
    assert.deepEqual(
      set.source.map(({ repository, file }) => [repository, file]),
      [
        ["backend", null],
        ["program", null],
      ],
    );
  });

  it("copies objects that the replica of a bucket does not have", async () => {
    const bucket = NAMES.bucket.of(recovery.stage, "data");
    const keys = ["plain.txt", "folder/with space+ü.txt"];
    for (const Key of keys) await aws.s3.putObject({ Bucket: bucket, Key, Body: Key });
    const [copy] = (await backUp()).buckets;
    assert.deepEqual([copy?.objects, copy?.pending], [2, 0]);
    const { Contents = [] } = await recoveryAws.s3.listObjectsV2({ Bucket: copy?.replica });
    assert.deepEqual(
      Contents.map(({ Key }) => Key),
      [...keys].sort(),
    );
  });

  it("by the native way makes DynamoDB's own backups, which restore the items", async () => {
    const { tables } = await backUp("--way", "native");
    const native = tables.find(({ name }) => name === "notes")?.native;
    assert.equal(native?.kind, "dynamodb");
    const target = "restored-notes";
    await aws.dynamodb.restoreTableFromBackup({ BackupArn: native.arn, TargetTableName: target });
    const { Item } = await aws.dynamodb.getItem({ TableName: target, Key: { noteId: { S: "before-0" } } });
    assert.equal(Item?.["text"]?.S?.length, ITEM_BYTES);
    await aws.dynamodb.deleteTable({ TableName: target });
  });

  it("leaves an incomplete set where it is killed, and makes a whole one the next time", async () => {
    const killed = await interrupted(killWithChildren);
    assert.notEqual(killed.exit, 0);
    const { id } = await backUp();
    const { json } = await dr(["list", "dev"]);
    const [listed] = (json as unknown as { readonly stages: readonly { readonly sets: readonly ListedSet[] }[] })
      .stages;
    const sets = listed?.sets ?? [];
    assert.deepEqual([sets[0]?.id, sets[0]?.completeness, sets[1]?.completeness], [id, "complete", "incomplete"]);
  });

  it("is cancelled by Ctrl-C", async () => {
    const { exit, json } = await interrupted(({ pid }) => {
      if (pid !== undefined) process.kill(-pid, "SIGINT");
    });
    assert.deepEqual([exit, json.error?.code], [8, "CANCELLED"]);
  });

  it("shows what it would read, and writes nothing", async () => {
    const before = await setIds(store);
    const { exit, json } = await dr(["backup", "dev", "--dry-run"]);
    assert.deepEqual([exit, json.outcome, await setIds(store)], [0, "planned", before]);
  });
});
