import { strict as assert } from "node:assert";
import { cp, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { programDigest } from "../../../automation/programDigest";
import { ROOT } from "../../support/project/project";

describe("the digest of the Pulumi program", () => {
  let copy: string;
  before(async () => {
    copy = await mkdtemp(join(tmpdir(), "listbackup-test-"));
    for (const name of ["components", "model", "tools/go.mod", "package-lock.json"])
      await cp(join(ROOT, name), join(copy, name), { recursive: true });
  });
  after(() => rm(copy, { recursive: true, force: true }));

  it("is the same in another folder, whatever the times of its files", async () => {
    assert.equal(await programDigest(copy, copy), await programDigest(ROOT, ROOT));
  });

  for (const file of ["components/program.ts", "model/names.ts", "tools/go.mod", "package-lock.json"])
    it(`changes with ${file}`, async () => {
      const before = await programDigest(copy, copy);
      await writeFile(join(copy, file), "// changed\n");
      assert.notEqual(await programDigest(copy, copy), before);
    });
});
