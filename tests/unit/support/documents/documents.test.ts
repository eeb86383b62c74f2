import { strict as assert } from "node:assert";
import { assertDocument } from "../../../support/documents/documents";

const FROZEN = {
  version: 1,
  command: "freeze",
  exit: 0,
  stage: "dev",
  freeze: { schema: 1, until: 1_704_067_200, reason: "test", who: "ann", at: 1_704_060_000 },
};

const FAILED = {
  version: 1,
  command: "freeze",
  exit: 2,
  error: { code: "USAGE", what: "Wrong.", remedy: "Repeat it." },
};

describe("the schemas of the documents", () => {
  it("accept a document of a command, and an error with findings", () => {
    assertDocument(FROZEN);
    assertDocument({ ...FAILED, findings: [] });
  });

  const WRONG: readonly (readonly [what: string, document: object])[] = [
    ["a key that is missing", { ...FROZEN, freeze: undefined }],
    ["a value of another type", { ...FROZEN, exit: "0" }],
    ["a stage that does not exist", { ...FROZEN, stage: "prod" }],
    ["a key that is not documented", { ...FROZEN, frozen: true }],
    ["such a key of a nested object", { ...FROZEN, freeze: { ...FROZEN.freeze, by: "ann" } }],
    ["an error without a remedy", { ...FAILED, error: { code: "USAGE", what: "Wrong." } }],
    ["a command without a schema", { ...FROZEN, command: "thaw" }],
  ];
  for (const [what, document] of WRONG) {
    it(`refuse ${what}`, () => {
      assert.throws(() => {
        assertDocument(JSON.parse(JSON.stringify(document)));
      }, assert.AssertionError);
    });
  }
});
