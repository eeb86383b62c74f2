import { strict as assert } from "node:assert";
import { DeployError } from "../../../../model/errors";
import { parseStageName, SHORT_NAMES, STAGES } from "../../../../model/stage/name";

describe("the name of a stage", () => {
  for (const name of STAGES) {
    it(`may be ${name}`, () => {
      assert.equal(parseStageName(name), name);
    });
  }

  for (const text of ["prod", "Dev", " dev", "dev ", "", "toString", "__proto__"]) {
    it(`may not be ${JSON.stringify(text)}`, () => {
      assert.throws(() => parseStageName(text), { code: "STAGE_UNKNOWN" });
    });
  }

  it("is answered with those there are", () => {
    assert.throws(
      () => parseStageName("prod"),
      (error) => {
        assert.ok(error instanceof DeployError);
        assert.equal(error.remedy, "Use one of: dev, staging, production, disaster-recovery.");
        return true;
      },
    );
  });

  it("is short in physical names, and no two are the same", () => {
    assert.deepEqual(Object.values(SHORT_NAMES), ["dev", "staging", "prod", "dr"]);
  });
});
