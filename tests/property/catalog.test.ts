import { strict as assert } from "node:assert";
import * as fc from "fast-check";
import { checkCatalog } from "../../model/catalog/check/checkCatalog";
import { parseCatalog } from "../../model/catalog/parse/parseCatalog";
import { EMPTY_FACTS, REAL_FILES, type Files } from "../unit/model/catalog/realCatalog";
import { damaged, printSeed, propertyParameters } from "../support/property";

const NAMES = Object.keys(REAL_FILES);

/** The real catalog with one damaged file. */
const spoiled: fc.Arbitrary<Files> = fc
  .constantFrom(...NAMES)
  .chain((name) => damaged(REAL_FILES[name] ?? "").map((text) => ({ ...REAL_FILES, [name]: text })));

const anything: fc.Arbitrary<Files> = fc.dictionary(
  fc.oneof(fc.constantFrom(...NAMES), fc.stringMatching(/^[a-z/.-]{1,30}$/)),
  fc.string({ unit: "binary", maxLength: 200 }),
  { maxKeys: 4 },
);

describe("any catalog", function () {
  this.timeout(300_000);
  before(printSeed);

  it("is valid or has findings with file, line, reason and remedy", () => {
    fc.assert(
      fc.property(fc.oneof({ weight: 9, arbitrary: spoiled }, { weight: 1, arbitrary: anything }), (files) => {
        const parsed = parseCatalog(files);
        const findings = checkCatalog(parsed, EMPTY_FACTS);
        if (parsed.catalog === null) assert.ok(findings.some(({ severity }) => severity === "error"));
        for (const { file, line, column, reason, remedy } of findings) {
          assert.ok(
            line >= 1 && column >= 1 && file !== "" && reason !== "" && remedy !== "",
            `${file}:${String(line)}`,
          );
        }
      }),
      propertyParameters(80),
    );
  });

  it("has the same findings twice", () => {
    fc.assert(
      fc.property(spoiled, (files) => {
        const found = (): unknown => checkCatalog(parseCatalog(files), EMPTY_FACTS);
        assert.deepEqual(found(), found());
      }),
      propertyParameters(20),
    );
  });

  it("does not change prototypes", () => {
    fc.assert(
      fc.property(spoiled, (files) => {
        checkCatalog(parseCatalog(files), EMPTY_FACTS);
        assert.equal(({} as Record<string, unknown>)["a"], undefined);
      }),
      propertyParameters(20),
    );
  });
});
