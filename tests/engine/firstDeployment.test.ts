import { strict as assert } from "node:assert";
import { makeProject, type TestProject } from "../support/project";

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
    assert.match(json.error?.what ?? "", new RegExp(`^Release ${String(id)} serves dev, and its deployment is failed`));
  });

  it("is repaired by one service", async () => {
    await project.edit(USERS, (text) => text.replace("[GET /users/me public]", "[GET /users/me]"));
    const { exit, stderr } = await project.deploy(["up", "dev", "--rehearsal", "--yes", "--service", "users"]);
    assert.equal(exit, 0, stderr);
    assert.equal((await statusOfDev())?.unfinished, null);
  });
});
