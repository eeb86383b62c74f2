import { strict as assert } from "node:assert";
import * as fc from "fast-check";
import { killWithChildren, makeProject, type TestProject } from "../support/project";
import { sayTheSeed, SEED, trying } from "../support/property";

const UP = ["up", "dev", "--rehearsal", "--yes"] as const;

/** Longer than such a deployment takes: some are killed before they begin to change anything, some when they are done. */
const LATEST_MS = 7_000;

/*
 * A deployment that is killed, whenever that is, leaves a stage that the next one finishes: nothing made twice, nothing
 * forgotten, no lock. Where it is killed is drawn from the seed.
 */
describe("a deployment that is killed", function () {
  this.timeout(14_400_000);
  let project: TestProject;
  before(async () => {
    sayTheSeed();
    project = await makeProject();
    const { exit, stdout, stderr } = await project.deploy(["rehearse"]);
    assert.equal(exit, 0, stdout + stderr);
  });
  after(() => project.remove());

  const moments = fc.sample(fc.integer({ min: 200, max: LATEST_MS }), { seed: SEED, numRuns: trying(2).numRuns ?? 2 });
  for (const [index, moment] of moments.entries()) {
    it(`after ${String(moment)} ms is finished by the next one`, async () => {
      const memory = 128 + 64 * ((index % 20) + 1);
      for (const service of ["users", "notes"]) {
        await project.edit(`catalog/services/${service}.yaml`, (text) =>
          text.replace(/memory: \d+/, `memory: ${String(memory)}`),
        );
      }
      await project.killedAfter(UP, moment, killWithChildren);
      const finished = await project.deploy(UP);
      assert.equal(finished.exit, 0, finished.stdout + finished.stderr);
      const again = await project.deploy(UP);
      assert.deepEqual([again.exit, again.json.outcome], [0, "unchanged"], again.stdout);
      const drift = await project.deploy(["refresh", "dev", "--rehearsal", "--check"]);
      assert.deepEqual([drift.exit, drift.json.drift], [0, []], drift.stdout);
    });
  }
});
