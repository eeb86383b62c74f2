import { strict as assert } from "node:assert";
import type { CognitoIdentityProvider } from "@aws-sdk/client-cognito-identity-provider";
import { paginateScan, type AttributeValue, type DynamoDB } from "@aws-sdk/client-dynamodb";
import { callApi, emulatedApi, type ApiResponse } from "../../../automation/aws/api/apiRequest";
import { canonicalItem, type Item } from "../../../model/backup/canonicalItem";
import { NAMES } from "../../../model/names";
import { clientsOf } from "../../support/emulator/clients";
import { preparedProject, type PreparedProject } from "../../support/project/prepared";
import type { CommandResult } from "../../support/project/project";
import { withRecovery } from "../../support/project/recovery";
import { runBlock, runbookBlocks } from "../../support/project/runbook";
import { stageOf } from "../../support/release";

const DEV = stageOf("dev");
/** Its account is that of dev in this file. */
const DR = { ...stageOf("disaster-recovery"), account: DEV.account };
const EMAILS = ["ann@example.com", "bob@example.com"];
const PASSWORD = "Rehearsal-1-password";
/** More than a batch. */
const NOTES = 120;
const TABLES = ["users", "accounts", "user-accounts", "notes"];

/* Dev is backed up, and restored to disaster-recovery in another region. Each test goes on from the one before. */
describe("a restore of a backup set", function () {
  this.timeout(600_000);
  let project: PreparedProject;
  let dev: ReturnType<typeof clientsOf>;
  let dr: ReturnType<typeof clientsOf>;
  /** Old ids, by the order of EMAILS. */
  let users: readonly string[] = [];
  let set = 0;

  before(async () => {
    project = await preparedProject();
    await withRecovery(project, project.endpoint);
    dev = clientsOf(project.endpoint, DEV.account, DEV.region);
    dr = clientsOf(project.endpoint, DR.account, DR.region);
    await done(run("bootstrap", "disaster-recovery", "--yes"));
    users = [await register(EMAILS[0] ?? ""), await register(EMAILS[1] ?? "")];
    for (let n = 0; n < NOTES; n += 1)
      await dev.dynamodb.putItem({ TableName: NAMES.table.of(DEV, "notes"), Item: noteOf(n, users[n % 2] ?? "") });
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

  it("brings the release up in the other region with the data of the set", async () => {
    const [block = ""] = await runbookBlocks("The region is gone");
    await runBlock(project, project.root, block, { SET: String(set) });
    const { json } = await done(run("releases", "show", DR.name));
    const { restored, origin } = (json as unknown as Shown).release;
    const { dataOf, ...counts } = restored;
    assert.deepEqual(counts, { tables: 4, items: 2 * 3 + NOTES, expiring: 0, users: 2, objects: 0 });
    assert.deepEqual([origin["set"], dataOf], [set, set]);
  });

  it("has every item, under the new ids of users", async () => {
    const ids = await userIds(dr.cognito);
    const current = EMAILS.map((email) => ids[email] ?? "");
    assert.equal(new Set([...users, ...current]).size, 4);
    for (const table of TABLES) {
      const old = await itemsOf(dev.dynamodb, NAMES.table.of(DEV, table));
      const mapped = old.map((item) => users.reduce((text, id, n) => text.replaceAll(id, current[n] ?? ""), item));
      assert.deepEqual(await itemsOf(dr.dynamodb, NAMES.table.of(DR, table)), [...mapped].sort(), table);
    }
  });

  it("lets a user who has a new password sign in, and read what is its own", async () => {
    const [Username] = EMAILS;
    const UserPoolId = await poolId(dr.cognito);
    await dr.cognito.adminSetUserPassword({ UserPoolId, Username, Password: PASSWORD, Permanent: true });
    const login = await call(DR.name, { path: "/auth/login", body: { email: Username, password: PASSWORD } });
    const { accessToken } = (login.json as { readonly data: { readonly accessToken: string } }).data;
    const me = await call(DR.name, { method: "GET", path: "/users/me", token: accessToken });
    assert.equal((me.json as { readonly data: { readonly email: string } }).data.email, Username);
  });

  it("leaves nothing to change for the next deployment of the release, and no drift", async () => {
    const override = ["--override", "source", "--reason", "test"];
    const { json } = await done(run("promote", DR.name, "--from", "dev", "--full", "--yes", ...override));
    assert.equal(json.outcome, "unchanged");
    await done(run("refresh", DR.name, "--check"));
  });

  it("is in the list of releases, and in that of sets", async () => {
    const { json } = await run("releases", "list", DR.name);
    const [release] = (json as { readonly releases?: readonly ListedRelease[] }).releases ?? [];
    const { outcome, origin } = release ?? { outcome: "", origin: null };
    const wanted = { kind: "restore", stage: "dev", set, way: "logical", begun: null };
    assert.deepEqual([outcome, { ...origin, id: null }], ["succeeded", { ...wanted, id: null }]);
    const { stages } = (await run("dr", "list", "dev")).json as unknown as ListedSets;
    const uses = stages[0]?.sets[0]?.restores.map(({ target, outcome: end }) => [target, end]);
    assert.deepEqual(uses, [[DR.name, "succeeded"]]);
  });

  it("is refused where the stage has a release", async () => {
    const { exit, json } = await restore(set);
    assert.deepEqual([exit, json.error?.code], [3, "RESTORE_TARGET"]);
  });
});

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
    readonly sets: readonly { readonly restores: readonly { readonly target: string; readonly outcome: string }[] }[];
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

async function poolId(cognito: CognitoIdentityProvider): Promise<string> {
  const { UserPools = [] } = await cognito.listUserPools({ MaxResults: 10 });
  return UserPools.find(({ Name }) => Name === NAMES.userPool.of(DR, "users"))?.Id ?? "";
}

/** Id by e-mail. */
async function userIds(cognito: CognitoIdentityProvider): Promise<Readonly<Record<string, string>>> {
  const { Users = [] } = await cognito.listUsers({ UserPoolId: await poolId(cognito) });
  return Object.fromEntries(
    Users.map(({ Attributes = [] }) => {
      const value = (name: string): string => Attributes.find(({ Name }) => Name === name)?.Value ?? "";
      return [value("email"), value("sub")];
    }),
  );
}
