import { strict as assert } from "node:assert";
import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { catalogLocator } from "../../../../automation/catalog/catalogLocator";
import { ROOT } from "../../../support/project/project";
import { realCatalog } from "../../../support/release";

const FIRST_STEP = ["checks", "user", "steps", 0];

describe("the position of a part of a release's catalog in the working tree", () => {
  it("is its file and line", async () => {
    assert.equal(
      await catalogLocator(ROOT, await realCatalog())(FIRST_STEP),
      "rehearsal/backend/catalog/checks.yaml:8",
    );
  });

  it("is null for a part that differs from the release", async () => {
    const released = await realCatalog();
    const [step] = released.checks.user?.steps ?? [];
    assert.ok(step);
    step.expect = 418;
    assert.equal(await catalogLocator(ROOT, released)(FIRST_STEP), null);
  });

  it("is null where the tree cannot be read", async () => {
    const root = await mkdtemp(join(tmpdir(), "listbackup-locate-"));
    try {
      await cp(join(ROOT, "catalog"), join(root, "catalog"), { recursive: true });
      await writeFile(join(root, "Pulumi.yaml"), "{");
      assert.equal(await catalogLocator(root, await realCatalog())(FIRST_STEP), null);
    } finally {
      await rm(root, { recursive: true });
    }
  });
});
