import { strict as assert } from "node:assert";
import type { CognitoIdentityProvider } from "@aws-sdk/client-cognito-identity-provider";
import { paginateScan, type AttributeValue, type DynamoDB } from "@aws-sdk/client-dynamodb";
import { callApi, emulatedApi, type ApiResponse } from "../../../automation/aws/api/apiRequest";
import { canonicalItem, type Item } from "../../../model/backup/canonicalItem";
import { NAMES } from "../../../model/names";
import type { AnyStage } from "../../../model/stage/stage";
import { clientsOf } from "../../support/emulator/clients";
import { preparedProject, type PreparedProject } from "../../support/project/prepared";
import { killWithChildren, type CommandResult } from "../../support/project/project";
import { withRecovery, type TestRecovery } from "../../support/project/recovery";
import { runBlock, runbookBlocks } from "../../support/project/runbook";
import { printSeed, rounds, sampled } from "../../support/property";
import { stageOf } from "../../support/release";

const DEV = stageOf("dev");
/** Its account is that of dev in this file. */
const DR = { ...stageOf("disaster-recovery"), account: DEV.account };
const OVERRIDE = ["--override", "source", "--reason", "test"];
const EMAILS = ["ann@example.com", "bob@example.com"];
const PASSWORD = "Rehearsal-1-password";
/** More than a batch. */
const NOTES = rounds({ sample: 120, full: 200 });
const TABLES = ["users", "accounts", "user-accounts", "notes"];

/* Dev is backed up, and restored to disaster-recovery in another region. Each test goes on from the one before. */
describe("a restore of a backup set", function () {
  this.timeout(600_000);
  let project: PreparedProject;
  let recovery: TestRecovery;
  let dev: ReturnType<typeof clientsOf>;
  let dr: ReturnType<typeof clientsOf>;
  /** Old ids, by the order of EMAILS. */
  let users: readonly string[] = [];
  let set = 0;
  /** Items of dev by table, when the set was made. */
  const itemsBefore = new Map<string, readonly string[]>();

  before(async () => {
    project = await preparedProject();
    recovery = await withRecovery(project, project.endpoint);
    dev = clientsOf(project.endpoint, DEV.account, DEV.region);
    dr = clientsOf(project.endpoint, DR.account, DR.region);
    users = [await register(EMAILS[0] ?? ""), await register(EMAILS[1] ?? "")];
    for (let n = 0; n < NOTES; n += 1)
      await dev.dynamodb.putItem({ TableName: NAMES.table.of(DEV, "notes"), Item: noteOf(n, users[n % 2] ?? "") });
    for (const table of TABLES) itemsBefore.set(table, await itemsOf(dev.dynamodb, NAMES.table.of(DEV, table)));
    const { json } = await done(run("dr", "backup", "dev"));
    set = (json as unknown as { readonly set: { readonly id: number } }).set.id;
  });
  after(() => project.remove());

  const run = (...args: readonly string[]): Promise<CommandResult> => project.deploy([...args, "--rehearsal"]);
  const restore = (from: number, ...more: readonly string[]): Promise<CommandResult> =>
    run("dr", "restore", "dev", "--from", String(from), "--yes", ...more);

  async function call(stage: string, request: Readonly<Record<string, unknown>>): Promise<ApiResponse> {
    const { outputs } = (await run("outputs", stage)).json as unknown as { readonly outputs: { readonly url: string } };
    const emulated = emulatedApi({ ...DEV, rehearsal: { endpoint: project.endpoint, provider: "offline" } });
    return callApi({ url: outputs.url, timeoutMs: 20_000, emulated, method: "POST", path: "/", ...request });
  }

  async function register(email: string): Promise<string> {
    const body = { email, password: PASSWORD, name: email };
    const { status, json } = await call("dev", { path: "/auth/register", body });
    assert.equal(status, 201);
    return (json as { readonly data: { readonly userId: string } }).data.userId;
  }

  const restoreArguments = (from: number): readonly string[] => [
    "dr",
    "restore",
    "dev",
    "--from",
    String(from),
    "--yes",
    "--rehearsal",
  ];

  it("is refused while the recovery region is not bootstrapped", async () => {
    assert.equal(await refusal(restore(set)), "3 NOT_BOOTSTRAPPED");
    await done(run("bootstrap", DR.name, "--yes"));
  });

  it("is refused for a set that is not there, not complete, or changed", async () => {
    const [bucket, keys] = [recovery.bucket, `sets/dev/${String(set)}/`];
    await dr.s3.putObject({
      Bucket: bucket,
      Key: `sets/dev/${String(set + 1)}/started.json`,
      Body: startedText(set + 1),
    });
    assert.equal(await refusal(restore(set - 1)), "3 SET_UNKNOWN");
    assert.equal(await refusal(run("dr", "restore", "dev", "--from", "2020-01-01T00:00Z", "--yes")), "3 SET_UNKNOWN");
    assert.equal(await refusal(restore(set + 1)), "3 SET_INCOMPLETE");
    const { Contents = [] } = await dr.s3.listObjectsV2({ Bucket: bucket });
    const file = Contents.find(({ Key = "" }) => Key.startsWith(`${keys}tables/notes/`))?.Key ?? "";
    const artifact = Contents.find(({ Key = "" }) => Key.startsWith("artifacts/"))?.Key ?? "";
    for (const Key of [file, artifact]) {
      const { VersionId } = await dr.s3.deleteObject({ Bucket: bucket, Key });
      const { exit, json } = await restore(set);
      await dr.s3.deleteObject({ Bucket: bucket, Key, VersionId });
      assert.deepEqual([exit, json.error?.code], [3, "SET_ALTERED"]);
      assert.match(json.error?.what ?? "", new RegExp(`${Key} is missing`));
    }
  });

  it("is refused where a table of the stage exists, and for another stage than the recovery stage", async () => {
    const TableName = NAMES.table.of(DR, "users");
    await dr.dynamodb.createTable({
      TableName,
      AttributeDefinitions: [{ AttributeName: "userId", AttributeType: "S" }],
      KeySchema: [{ AttributeName: "userId", KeyType: "HASH" }],
      BillingMode: "PAY_PER_REQUEST",
    });
    assert.equal(await refusal(restore(set)), "3 RESTORE_TARGET");
    await dr.dynamodb.deleteTable({ TableName });
    assert.equal(await refusal(restore(set, "--to", "staging")), "6 SOURCE_REFUSED");
    assert.equal(await refusal(restore(set, "--to", "production")), "6 PROTECTED");
  });

  async function killAt(moments: readonly RegExp[]): Promise<void> {
    for (const moment of moments) {
      const killed = await project.interrupted(restoreArguments(set), {}, moment, killWithChildren);
      assert.notEqual(killed.exit, 0, String(moment));
    }
  }

  it("keeps other deployments away while it was killed before its data was complete", async () => {
    printSeed();
    await killAt(sampled(EARLY, 1));
    const other = run("promote", DR.name, "--from", "dev", "--yes", ...OVERRIDE);
    assert.equal(await refusal(other), "3 RESTORE_UNFINISHED");
  });

  it("goes on where it was killed while it restored data or deployed functions", async () => {
    await killAt(sampled(LATE, 1));
  });

  it("deploys the release in the other region with the data of the set, by the runbook", async () => {
    const [block = ""] = await runbookBlocks("The region is gone");
    await runBlock(project, project.root, block, { SET: String(set) });
    const { json } = await done(run("releases", "show", DR.name));
    const { restored, origin } = (json as unknown as Shown).release;
    const { dataOf, ...counts } = restored;
    assert.deepEqual(counts, { tables: 4, items: 2 * 3 + NOTES, expiring: 0, users: 2, objects: 0 });
    assert.deepEqual([origin["set"], dataOf], [set, set]);
  });

  /** The items of dev, under the ids that the users have on another stage. */
  async function hasSameItems(stage: AnyStage, { cognito, dynamodb }: ReturnType<typeof clientsOf>): Promise<void> {
    const ids = await userIds(cognito, stage);
    const current = EMAILS.map((email) => ids[email] ?? "");
    assert.equal(new Set([...users, ...current]).size, 4);
    for (const table of TABLES) {
      const mapped = (itemsBefore.get(table) ?? []).map((item) =>
        users.reduce((text, id, n) => text.replaceAll(id, current[n] ?? ""), item),
      );
      assert.deepEqual(await itemsOf(dynamodb, NAMES.table.of(stage, table)), [...mapped].sort(), table);
    }
  }

  it("has every item, under the new ids of users", async () => {
    await hasSameItems(DR, dr);
  });

  it("lets a user who has a new password sign in, and read what is its own", async () => {
    const [Username] = EMAILS;
    const UserPoolId = await poolId(dr.cognito, DR);
    await dr.cognito.adminSetUserPassword({ UserPoolId, Username, Password: PASSWORD, Permanent: true });
    const login = await call(DR.name, { path: "/auth/login", body: { email: Username, password: PASSWORD } });
    const { accessToken } = (login.json as { readonly data: { readonly accessToken: string } }).data;
    const me = await call(DR.name, { method: "GET", path: "/users/me", token: accessToken });
    assert.equal((me.json as { readonly data: { readonly email: string } }).data.email, Username);
  });

  it("leaves nothing to change for the next deployment of the release, and no drift", async () => {
    const { json } = await done(run("promote", DR.name, "--from", "dev", "--full", "--yes", ...OVERRIDE));
    assert.equal(json.outcome, "unchanged");
    await done(run("refresh", DR.name, "--check"));
  });

  it("is in the list of releases, and in that of sets", async () => {
    const { json } = await run("releases", "list", DR.name);
    const [release] = (json as { readonly releases?: readonly ListedRelease[] }).releases ?? [];
    const { outcome, origin } = release ?? { outcome: "", origin: null };
    const { id: _id, begun, ...rest } = origin ?? {};
    assert.deepEqual([outcome, rest], ["succeeded", { kind: "restore", stage: "dev", set, way: "logical" }]);
    assert.ok(Number(begun) > 0);
    const { stages } = (await run("dr", "list", "dev")).json as unknown as ListedSets;
    const uses = stages[0]?.sets
      .find(({ id }) => id === set)
      ?.restores.map(({ target, outcome: end }) => [target, end]);
    assert.deepEqual(uses?.[0], [DR.name, "succeeded"]);
  });

  it("is refused where the stage has a release", async () => {
    assert.equal(await refusal(restore(set)), "3 RESTORE_TARGET");
  });

  it("takes tables over that DynamoDB restored from its own backups, with the new ids of users", async () => {
    const { json } = await done(run("dr", "backup", "dev", "--way", "native"));
    const native = (json as unknown as { readonly set: { readonly id: number } }).set.id;
    const foreign = await restore(native);
    assert.match(
      foreign.json.error?.what ?? "",
      /has DynamoDB's own backups, which are restored in account 100000000001/,
    );
    await done(run("destroy", "dev", "--confirm", "dev"));
    const restored = await done(restore(native, "--to", "dev"));
    const { items, users: count } = (restored.json as unknown as Restored).restored;
    assert.deepEqual([items, count], [2 * 3 + NOTES, 2]);
    await hasSameItems(DEV, dev);
    const next = await done(run("up", "dev", "--full", "--yes"));
    assert.equal(next.json.outcome, "unchanged", next.stderr);
    await done(run("refresh", "dev", "--check"));
  });
});

/** Moments of a restore, by its messages: it is killed there, and goes on. Each comes after those before it. */
const EARLY: readonly RegExp[] = [
  /Preview: /,
  /2\/7 Core infrastructure: started/,
  /3\/7 Cognito: started/,
  /Restoring users/,
];
const LATE: readonly RegExp[] = [
  /Restoring users: done/,
  /Restoring items/,
  /Restoring items: done/,
  /Comparing items/,
  /4\/7 API Gateway: started/,
  /5\/7 Auth service: started/,
  /7\/7 Business services: started/,
  /✔ health/,
];

function startedText(id: number): string {
  return JSON.stringify({ schema: 1, id, stage: "dev", way: "logical", program: "0.1.0", who: "test" });
}

/** Exit code and error code. */
async function refusal(running: Promise<CommandResult>): Promise<string> {
  const { exit, json } = await running;
  return `${String(exit)} ${json.error?.code ?? "none"}`;
}

/** What `dr restore` prints. */
interface Restored {
  readonly restored: Readonly<Record<string, number>>;
}

/** `releases show --json` */
interface Shown {
  readonly release: {
    readonly origin: Readonly<Record<string, unknown>>;
    readonly restored: Readonly<Record<string, number>>;
  };
}

interface ListedRelease {
  readonly outcome: string;
  readonly origin: Readonly<Record<string, unknown>> | null;
}

interface ListedSets {
  readonly stages: readonly {
    readonly sets: readonly {
      readonly id: number;
      readonly restores: readonly { readonly target: string; readonly outcome: string }[];
    }[];
  }[];
}

/** Waits until a command has ended well. */
async function done(running: Promise<CommandResult>): Promise<CommandResult> {
  const ended = await running;
  assert.equal(ended.exit, 0, ended.stdout + ended.stderr);
  return ended;
}

function noteOf(n: number, owner: string): Record<string, AttributeValue> {
  return { noteId: { S: `n${String(n)}` }, owner: { S: owner }, size: { N: String(n) } };
}

/** Canonical texts of a table's items, sorted. */
async function itemsOf(client: DynamoDB, TableName: string): Promise<readonly string[]> {
  const texts: string[] = [];
  for await (const { Items = [] } of paginateScan({ client }, { TableName }))
    texts.push(...Items.map((item) => canonicalItem(item as unknown as Item)));
  return texts.sort();
}

async function poolId(cognito: CognitoIdentityProvider, stage: AnyStage): Promise<string> {
  const { UserPools = [] } = await cognito.listUserPools({ MaxResults: 10 });
  return UserPools.find(({ Name }) => Name === NAMES.userPool.of(stage, "users"))?.Id ?? "";
}

/** Id by e-mail. */
async function userIds(cognito: CognitoIdentityProvider, stage: AnyStage): Promise<Readonly<Record<string, string>>> {
  const { Users = [] } = await cognito.listUsers({ UserPoolId: await poolId(cognito, stage) });
  return Object.fromEntries(
    Users.map(({ Attributes = [] }) => {
      const value = (name: string): string => Attributes.find(({ Name }) => Name === name)?.Value ?? "";
      return [value("email"), value("sub")];
    }),
  );
}
