import { strict as assert } from "node:assert";
import { DeployError } from "../../../../model/errors";
import { defineStage, type StageDefinition } from "../../../../model/stage/defineStage";
import { stageOf } from "../../../support/release";

function definition(change: Partial<StageDefinition>): StageDefinition {
  const { account, region, domains, data, functions, api, identity, alarms, settings } = stageOf("dev");
  return { name: "preview", account, region, domains, data, functions, api, identity, alarms, settings, ...change };
}

describe("a stage of one's own", () => {
  it("has its name in physical names", () => {
    assert.equal(defineStage(definition({})).short, "preview");
  });

  it("may have a shorter name there", () => {
    assert.equal(defineStage(definition({ name: "load-test", short: "load" })).short, "load");
  });

  const refused: readonly (readonly [what: string, change: Partial<StageDefinition>, message: RegExp])[] = [
    ["a name with capitals", { name: "Preview" }, /^name: use lower-case letters/],
    ["a name that is longer than the longest of the driver's", { name: "a".repeat(18), short: "a1" }, /^name: /],
    ["a short name that is longer than the longest of the driver's", { short: "previews" }, /^short: /],
    ["a long name without a short one", { name: "load-test" }, /^short: missing; "load-test" has more than 7/],
    ["an account that is no account id", { account: "1" }, /^account: an AWS account id has 12 digits/],
    ["a region that is none", { region: "west" }, /^region: write an AWS region/],
  ];
  for (const [what, change, message] of refused) {
    it(`is refused with ${what}`, () => {
      assert.throws(
        () => defineStage(definition(change)),
        (error) => error instanceof DeployError && error.code === "CONFIG_INVALID" && message.test(error.what),
      );
    });
  }
});
