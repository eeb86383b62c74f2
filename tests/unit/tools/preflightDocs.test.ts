import { strict as assert } from "node:assert";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { format, resolveConfig } from "prettier";
import { PREFLIGHT } from "../../../automation/preflight/checks";
import { CHECKS, FINDINGS } from "../../../model/preflight/findings";
import { preflightDocs } from "../../../tools/docs/preflightDocs";
import { ROOT } from "../../support/project/project";

describe("docs/preflight.md", () => {
  it("says what the tables of checks and findings say; `make docs` writes it", async () => {
    const file = join(ROOT, "docs", "preflight.md");
    const expected = await format(preflightDocs(), { ...(await resolveConfig(file)), filepath: file });
    assert.equal(readFileSync(file, "utf8"), expected);
  });
});

describe("the table of checks", () => {
  it("has each check of the preflight once, in its order", () => {
    assert.deepEqual(
      PREFLIGHT.map(({ id }) => id),
      Object.keys(CHECKS),
    );
  });

  it("has a finding for each check", () => {
    const found = new Set(Object.values(FINDINGS).map(({ check }) => check));
    assert.deepEqual(
      Object.keys(CHECKS).filter((id) => !found.has(id as keyof typeof CHECKS)),
      [],
    );
  });
});
