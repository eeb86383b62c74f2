import { strict as assert } from "node:assert";
import { preparedProject } from "../../support/project/prepared";
import type { CommandResult, TestProject } from "../../support/project/project";

const UP = ["up", "dev", "--rehearsal", "--yes"] as const;
const USERS = "catalog/services/users.yaml";
/** Ends at its start without these variables. */
const FAILING = "auth/login";
const ACCEPTED = `accepted:
  - { finding: VARIABLE_UNSET users/migrateUsers COGNITO_USER_POOL_ID, reason: It has to fail }
  - { finding: VARIABLE_UNSET users/migrateUsers COGNITO_CLIENT_ID, reason: It has to fail }
`;

/*
 * The sample backend has handlers that answer whatever they are sent, and one that ends at its start where its settings
 * are missing: that is what a migration is here that works, and one that does not.
 */
describe("a migration", function () {
  this.timeout(600_000);
  let project: TestProject;
  let plain: string;
  before(async () => {
    project = await preparedProject();
    await project.edit(USERS, (text) => (plain = text));
  });
  after(() => project.remove());

  /** The users service with a migration in it. @param handler of the function that goes forward */
  function withMigration(handler: string, back: string, when = "after"): Promise<void> {
    return project.edit(
      USERS,
      () => `${plain}  migrateUsers: { handler: ${handler}, timeout: 10 }
  migrateUsersBack: { handler: users/get-me, timeout: 10 }
migrations:
  2026-11-trial: { purpose: A trial, when: ${when}, function: migrateUsers, back: ${back} }
${handler === FAILING ? ACCEPTED : ""}`,
    );
  }

  const BACK = "{ function: migrateUsersBack }";

  /** What the newest release says of migrations: what it ran, and what is done on the stage. */
  async function newest(): Promise<{
    readonly outcome: string;
    readonly ran: readonly string[];
    readonly done: unknown;
  }> {
    const { json } = await project.deploy(["releases", "list", "dev", "--rehearsal"]);
    const [record] = (json as unknown as { readonly releases: readonly Listed[] }).releases;
    assert.ok(record !== undefined);
    const ran = record.migrations.map(({ id, direction, outcome }) => `${id} ${direction} ${outcome}`);
    return { outcome: record.outcome, ran, done: record.migrated };
  }

  interface Listed {
    readonly outcome: string;
    readonly migrated: readonly string[];
    readonly migrations: readonly { readonly id: string; readonly direction: string; readonly outcome: string }[];
  }

  function assertRefused(ran: CommandResult, exit: number, code: string): void {
    assert.deepEqual([ran.exit, ran.json.error?.code], [exit, code], ran.stdout);
  }

  it("that is to run before its function is there is refused before anything changes", async () => {
    await withMigration("users/get-me", BACK, "before");
    const ran = await project.deploy(UP);
    assertRefused(ran, 2, "CATALOG_INVALID");
    assert.match(ran.json.error?.what ?? "", /migrateUsers is only created by it\. Nothing was changed/);
  });

  it("runs with the release that brings it", async () => {
    await withMigration("users/get-me", BACK);
    const ran = await project.deploy(UP);
    assert.equal(ran.exit, 0, ran.stdout + ran.stderr);
    assert.deepEqual(await newest(), {
      outcome: "succeeded",
      ran: ["users/2026-11-trial forward done"],
      done: ["users/2026-11-trial"],
    });
  });

  it("does not run again with the next one", async () => {
    await project.edit(USERS, (text) => text.replace("memory: 128", "memory: 192"));
    const ran = await project.deploy(UP);
    assert.equal(ran.exit, 0, ran.stdout + ran.stderr);
    assert.deepEqual(await newest(), { outcome: "succeeded", ran: [], done: ["users/2026-11-trial"] });
  });

  it("is undone by a rollback to a release before it", async () => {
    const { json } = await project.deploy(["releases", "list", "dev", "--rehearsal"]);
    const { releases } = json as unknown as { readonly releases: readonly { readonly id: number }[] };
    const first = String(releases.at(-1)?.id);
    const ran = await project.deploy(["rollback", "dev", "--to", first, "--rehearsal", "--yes"]);
    assert.equal(ran.exit, 0, ran.stdout + ran.stderr);
    assert.deepEqual(await newest(), { outcome: "succeeded", ran: ["users/2026-11-trial back done"], done: [] });
  });

  it("that fails takes the deployment back", async () => {
    await withMigration(FAILING, BACK);
    const ran = await project.deploy(UP);
    assertRefused(ran, 4, "ROLLED_BACK");
    assert.match(ran.json.error?.what ?? "", /MIGRATION_FAILED: The migration users\/2026-11-trial failed/);
    assert.deepEqual(await newest(), { outcome: "succeeded", ran: [], done: [] });
  });

  it("of a function without handler fails too", async () => {
    await withMigration("users/no-such-handler", BACK);
    const ran = await project.deploy(UP);
    assertRefused(ran, 4, "ROLLED_BACK");
    assert.match(ran.json.error?.what ?? "", /it is a placeholder without a handler/);
  });

  it("without a reverse migration prevents a rollback, before anything changes", async () => {
    await withMigration("users/get-me", "impossible");
    const up = await project.deploy(UP);
    assert.equal(up.exit, 0, up.stdout + up.stderr);
    const before = await newest();
    assertRefused(await project.deploy(["rollback", "dev", "--rehearsal", "--yes"]), 6, "MIGRATION_NO_WAY_BACK");
    assert.deepEqual(await newest(), before);
  });
});
