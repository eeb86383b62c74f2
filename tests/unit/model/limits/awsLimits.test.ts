import { strict as assert } from "node:assert";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { checkCatalog } from "../../../../model/catalog/check/checkCatalog";
import { parseCatalog } from "../../../../model/catalog/parse/parseCatalog";
import { AWS_LIMITS } from "../../../../model/limits/awsLimits";
import { ERROR_CASES } from "../catalog/check/cases/errorCases";

const ROOT = join(__dirname, "../../../..");

/** Sources of all parts, less the table itself. */
function sources(): string {
  return ["model", "components", "automation", "rehearsal"]
    .flatMap((folder) =>
      readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" }).map((file) => join(folder, file)),
    )
    .filter((file) => /\.(ts|py)$/.test(file) && !file.endsWith("awsLimits.ts"))
    .map((file) => readFileSync(join(ROOT, file), "utf8"))
    .filter((text) => /AWS_LIMITS|rangeOf|LIMITS\[|bounds_of/.test(text))
    .join("\n");
}

describe("AWS_LIMITS", () => {
  it("has no limit that nothing uses", () => {
    const text = sources();
    const unused = Object.keys(AWS_LIMITS).filter((name) => !new RegExp(`\\b${name}\\b`).test(text));
    assert.deepEqual(unused, []);
  });

  it("makes warnings of limits that AWS raises on request", () => {
    const severities = ERROR_CASES.filter(({ code }) => ["API_ROUTES", "INDEXES_TOO_MANY"].includes(code)).map(
      ({ code, files, facts }) =>
        checkCatalog(parseCatalog(files), facts).find((finding) => finding.code === code)?.severity,
    );
    assert.deepEqual(severities, ["warning", "warning"]);
  });
});
