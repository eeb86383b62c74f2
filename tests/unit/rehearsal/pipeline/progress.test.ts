import { strict as assert } from "node:assert";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stageScenarios, PIPELINE } from "../../../../rehearsal/pipeline/scenarios";
import { firstScenario, pipelineProgress } from "../../../../rehearsal/pipeline/progress";

describe("the progress of a rehearsal", () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), "pipeline-progress-"));
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  it("is kept between processes", async () => {
    await pipelineProgress(root, PIPELINE).save(4);
    assert.equal(await pipelineProgress(root, PIPELINE).done(), 4);
  });

  it("is 0 at first", async () => {
    assert.equal(await pipelineProgress(root, PIPELINE).done(), 0);
  });

  it("is 0 where the file is not valid", async () => {
    await pipelineProgress(root, PIPELINE).save(4);
    await writeFile(join(root, ".rehearsal", "pipeline.json"), "{");
    assert.equal(await pipelineProgress(root, PIPELINE).done(), 0);
  });

  it("is neither read nor written with --stages", async () => {
    await pipelineProgress(root, PIPELINE).save(4);
    const named = pipelineProgress(root, stageScenarios(["dev"]));
    await named.save(1);
    assert.deepEqual([await named.done(), await pipelineProgress(root, PIPELINE).done()], [0, 4]);
  });

  for (const [origin, first] of [
    ["fresh", 0],
    ["found", 0],
    ["resumed", 4],
    ["recovered", 4],
  ] as const) {
    it(`of four deployments continues with number ${String(first + 1)} on a local AWS that is ${origin}`, () => {
      assert.equal(firstScenario(origin, 4), first);
    });
  }
});
