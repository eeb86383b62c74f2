import { strict as assert } from "node:assert";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { generatedPages } from "../../../tools/docs/generatedPages";

const ROOT = join(__dirname, "../../..");

describe("the generated pages of the documentation", function () {
  // The schemas of --json are made from types, by the TypeScript compiler.
  this.timeout(180_000);
  it("are as `make docs` writes them", async () => {
    const pages = await generatedPages(ROOT);
    const stale = pages.filter(({ file, text }) => readFileSync(join(ROOT, file), "utf8") !== text);
    assert.deepEqual(
      stale.map(({ file }) => file),
      [],
    );
  });
});
