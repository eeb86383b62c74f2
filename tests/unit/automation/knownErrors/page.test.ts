import { strict as assert } from "node:assert";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { KNOWN_ERRORS } from "../../../../automation/knownErrors/allKnownErrors";
import { ROOT } from "../../../support/emulator/emulator";

describe("docs/troubleshooting.md", () => {
  const file = join(ROOT, "docs", "troubleshooting.md");

  it("has the anchor of every known error once", () => {
    const anchors = [...readFileSync(file, "utf8").matchAll(/<a id="([^"]+)">/g)].map(([, id]) => id);
    assert.deepEqual([...anchors].sort(), KNOWN_ERRORS.map(({ id }) => id).sort());
  });
});
