import { strict as assert } from "node:assert";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bringUp, STORY } from "../../../../rehearsal/pipeline/scenarios";
import { firstScene, storyProgress } from "../../../../rehearsal/pipeline/progress";

describe("the progress of a rehearsal", () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), "story-progress-"));
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  it("is kept from one process to the next", async () => {
    await storyProgress(root, STORY).reached(4);
    assert.equal(await storyProgress(root, STORY).done(), 4);
  });

  it("is none at first", async () => {
    assert.equal(await storyProgress(root, STORY).done(), 0);
  });

  it("is none where the file is not one of this program's", async () => {
    await storyProgress(root, STORY).reached(4);
    await writeFile(join(root, ".rehearsal", "story.json"), "{");
    assert.equal(await storyProgress(root, STORY).done(), 0);
  });

  it("is none of stages that are named", async () => {
    await storyProgress(root, STORY).reached(4);
    const named = storyProgress(root, bringUp(["dev"]));
    await named.reached(1);
    assert.deepEqual([await named.done(), await storyProgress(root, STORY).done()], [0, 4]);
  });

  for (const [origin, first] of [
    ["fresh", 0],
    ["found", 0],
    ["resumed", 4],
    ["recovered", 4],
  ] as const) {
    it(`of four deployments continues with number ${String(first + 1)} on a local AWS that is ${origin}`, () => {
      assert.equal(firstScene(origin, 4), first);
    });
  }
});
