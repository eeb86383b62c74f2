import { strict as assert } from "node:assert";
import { plainPulumi, type PlainPulumi } from "../../support/project/plainPulumi";
import { preparedProject, type PreparedProject } from "../../support/project/prepared";

/* The real Pulumi CLI runs index.ts on a stage that `bin/deploy` has deployed. The tests build on each other. */
describe("plain Pulumi", function () {
  this.timeout(600_000);
  let project: PreparedProject;
  let plain: PlainPulumi;

  before(async () => {
    project = await preparedProject();
    plain = await plainPulumi(project, "dev");
  });
  after(() => project.remove());

  it("finds no changes after `bin/deploy up`", async () => {
    const { code, output } = await plain.pulumi(["preview", "--stack", "dev", "--expect-no-changes"]);
    assert.equal(code, 0, output);
  });
});
