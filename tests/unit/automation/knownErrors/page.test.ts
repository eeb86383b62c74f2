import { strict as assert } from "node:assert";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { format, resolveConfig } from "prettier";
import { KNOWN_ERRORS } from "../../../../automation/knownErrors/allKnownErrors";
import { troubleshootingPage } from "../../../../automation/knownErrors/page";
import { ROOT } from "../../../support/emulator/emulator";

describe("docs/troubleshooting.md", () => {
  const file = join(ROOT, "docs", "troubleshooting.md");

  it("says what the table of known errors says; `make docs` writes it", async () => {
    const expected = await format(troubleshootingPage(), { ...(await resolveConfig(file)), filepath: file });
    assert.equal(readFileSync(file, "utf8"), expected);
  });

  it("has the anchor of every known error once", () => {
    const anchors = [...readFileSync(file, "utf8").matchAll(/<a id="([^"]+)">/g)].map(([, id]) => id);
    assert.deepEqual([...anchors].sort(), KNOWN_ERRORS.map(({ id }) => id).sort());
  });
});
