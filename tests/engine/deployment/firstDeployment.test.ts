import { strict as assert } from "node:assert";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { makeProject, type TestProject } from "../../support/project/project";
import { stageOf } from "../../support/release";

const USERS = "catalog/services/users.yaml";

interface Listed {
  readonly releases?: readonly { readonly id: number; readonly outcome: string; readonly live: boolean }[];
}
interface StageRow {
  readonly kind: string;
  readonly release: { readonly id: number } | null;
  readonly unfinished: { readonly serves: boolean; readonly error: string } | null;
}

describe("a first deployment whose checks fail", function () {
  this.timeout(600_000);
  let project: TestProject;
  let id: number | undefined;

  before(async () => {
    project = await makeProject();
    // Its handler finds no caller then: the login check fails, and nothing before it.
    await project.edit(USERS, (text) => text.replace("[GET /users/me]", "[GET /users/me public]"));
    const { exit, json } = await project.deploy(["rehearse", "--stages", "dev"]);
    assert.deepEqual([exit, json.error?.code], [10, "VERIFICATION"], JSON.stringify(json));
    const { json: listed } = await project.deploy(["releases", "list", "dev", "--rehearsal"]);
    const [first] = (listed as Listed).releases ?? [];
    id = first?.id;
    assert.deepEqual([first?.outcome, first?.live], ["failed", true]);
  });
  after(() => project.remove());

  const statusOfDev = async (): Promise<StageRow | undefined> => {
    const { json } = await project.deploy(["status", "dev", "--rehearsal"]);
    return json.stages?.[0] as StageRow | undefined;
  };

  it("serves, says the status", async () => {
    const status = await statusOfDev();
    assert.deepEqual(
      [status?.release?.id, status?.unfinished?.serves, status?.unfinished?.error],
      [id, true, "VERIFICATION"],
    );
  });

  it("is checked again by verify", async () => {
    const { exit, json } = await project.deploy(["verify", "dev", "--rehearsal"]);
    assert.deepEqual([exit, json.error?.code], [10, "VERIFICATION"]);
    assert.match(json.error?.what ?? "", /declared {2}catalog\/checks\.yaml:\d+/);
  });

  it("is nothing that a rollback could leave, and the rollback says so", async () => {
    const { exit, json } = await project.deploy(["rollback", "dev", "--rehearsal", "--yes"]);
    assert.deepEqual([exit, json.error?.code], [3, "RELEASE_UNKNOWN"]);
    assert.match(
      json.error?.what ?? "",
      new RegExp(`^Release ${String(id)} is live on dev, and its deployment is failed`),
    );
  });

  it("is repaired by one service", async () => {
    await project.edit(USERS, (text) => text.replace("[GET /users/me public]", "[GET /users/me]"));
    const { exit, stderr } = await project.deploy(["up", "dev", "--rehearsal", "--yes", "--service", "users"]);
    assert.equal(exit, 0, stderr);
    assert.equal((await statusOfDev())?.unfinished, null);
  });
});

describe("a first deployment that failed and whose state is gone", function () {
  this.timeout(600_000);
  let project: TestProject;

  before(async () => {
    project = await makeProject();
    const { exit } = await project.deploy(["rehearse", "--stages", "dev"], { LISTBACKUP_FAIL_GATE: "core" });
    assert.notEqual(exit, 0);
    const { account, region } = stageOf("dev");
    const stacks = join(".rehearsal", "state", `${account}-${region}`, ".pulumi", "stacks");
    await rm(join(project.root, stacks), { recursive: true });
  });
  after(() => project.remove());

  it("is not deployed a second time", async () => {
    const { exit, json } = await project.deploy(["up", "dev", "--rehearsal", "--yes"]);
    assert.deepEqual([exit, json.error?.code], [3, "STATE_MISSING"], JSON.stringify(json));
    assert.match(json.error?.what ?? "", /is failed: AWS has table listbackup-dev-/);
  });

  it("goes on where its state is restored", async () => {
    const restored = await project.deploy(["restore-state", "dev", "--rehearsal"]);
    assert.equal(restored.exit, 0, restored.stdout + restored.stderr);
    const { exit, stdout, stderr } = await project.deploy(["up", "dev", "--rehearsal", "--yes"]);
    assert.equal(exit, 0, stdout + stderr);
  });
});
