import { strict as assert } from "node:assert";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { format, resolveConfig } from "prettier";
import { componentDocs } from "../../../tools/docs/componentDocs";
import { ROOT } from "../../support/emulator/emulator";

describe("docs/components.md", () => {
  it("says what the declarations of the components say; `make docs` writes it", async () => {
    const file = join(ROOT, "docs", "components.md");
    const expected = await format(componentDocs(ROOT), { ...(await resolveConfig(file)), filepath: file });
    assert.equal(readFileSync(file, "utf8"), expected);
  });
});
