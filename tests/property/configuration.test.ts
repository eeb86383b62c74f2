import { strict as assert } from "node:assert";
import * as fc from "fast-check";
import { DeployError } from "../../model/errors";
import { STAGES } from "../../model/stage/name";
import { parseStage } from "../../model/stage/parse";
import { damaged, printSeed, propertyParameters } from "../support/property";
import { stageText } from "../support/release";

describe("any stage's file", function () {
  this.timeout(300_000);
  before(printSeed);

  it("is valid, or is rejected with file and line", () => {
    const spoiled = fc
      .constantFrom(...STAGES)
      .chain((name) => damaged(stageText(name)).map((text) => ({ name, file: `Pulumi.${name}.yaml`, text })));
    fc.assert(
      fc.property(spoiled, ({ name, file, text }) => {
        try {
          assert.equal(parseStage(name, file, text).name, name);
        } catch (error) {
          assert.ok(error instanceof DeployError, String(error));
          assert.equal(error.code, "CONFIG_INVALID");
          for (const line of error.what.split("\n")) assert.match(line, /^Pulumi\.[a-z-]+\.yaml:\d+ /);
        }
      }),
      propertyParameters(400),
    );
  });
});
