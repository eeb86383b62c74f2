import { strict as assert } from "node:assert";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { preparedProject } from "../../support/project/prepared";
import type { TestProject } from "../../support/project/project";

/** A backend whose GET /health has no handler. */
describe("a stage whose health is a placeholder", function () {
  this.timeout(600_000);
  let project: TestProject;

  before(async () => {
    project = await preparedProject();
    await rm(join(project.root, "backend", "cmd", "handlers", "gateway"), { recursive: true });
  });
  after(() => project.remove());

  it("comes up, past the gate of the API and its own checks", async () => {
    const { exit, stdout, stderr } = await project.deploy(["up", "dev", "--rehearsal", "--yes"]);
    assert.equal(exit, 0, stdout + stderr);
  });

  it("says of its health check that there is no handler to judge", async () => {
    const { json } = await project.deploy(["verify", "dev", "--rehearsal", "--group", "health,routes"]);
    const { checks = [] } = json as { readonly checks?: readonly { readonly id: string; readonly verdict: object }[] };
    const health = checks.find(({ id }) => id === "health");
    assert.deepEqual(health?.verdict, {
      kind: "inconclusive",
      reason: "GET /health: the handler of gateway/health is a placeholder",
      because: "placeholder",
    });
  });

  it("is a placeholder in its status, and not unhealthy", async () => {
    const { json } = await project.deploy(["status", "dev", "--rehearsal"]);
    assert.equal(json.stages?.[0]?.["health"], "placeholder");
  });
});
