import { strict as assert } from "node:assert";
import { protectionRefusal } from "../../../../automation/plain/guards";
import { parseSelection, type ReleaseSelection } from "../../../../automation/plain/releaseSelection";
import { DeployError } from "../../../../model/errors";

const PROTECTED = { name: "production", protected: true } as const;
const WORKING: ReleaseSelection = { kind: "working" };
const RECORDED: ReleaseSelection = { kind: "recorded", id: 1_704_067_200 };

describe("the guard of a protected stage", () => {
  const CASES = [
    ["accepts the live release", PROTECTED, { kind: "live" }, true, undefined, null],
    ["accepts the live release by its id", PROTECTED, RECORDED, true, undefined, null],
    ["refuses what was built last", PROTECTED, WORKING, false, undefined, "PROTECTED"],
    ["refuses another release", PROTECTED, RECORDED, false, undefined, "PROTECTED"],
    ["accepts what is allowed by name", PROTECTED, WORKING, false, "working", null],
    ["accepts a release that is allowed by its id", PROTECTED, RECORDED, false, "1704067200", null],
    ["refuses what is allowed by another name", PROTECTED, RECORDED, false, "working", "PROTECTED"],
    ["refuses a bare yes", PROTECTED, WORKING, false, "true", "PROTECTED"],
    ["accepts anything on another stage", { name: "dev", protected: false }, WORKING, false, undefined, null],
  ] as const;
  for (const [what, stage, selection, isLive, allowed, code] of CASES) {
    it(what, () => {
      assert.equal(protectionRefusal(stage, { selection, isLive, allowed })?.code ?? null, code);
    });
  }
});

describe("the selection of a release", () => {
  const SELECTIONS: readonly (readonly [string | undefined, ReleaseSelection])[] = [
    [undefined, { kind: "live" }],
    ["live", { kind: "live" }],
    [" working ", WORKING],
    ["1704067200", RECORDED],
  ];
  for (const [text, expected] of SELECTIONS) {
    it(`of ${text === undefined ? "nothing" : `"${text}"`} is ${JSON.stringify(expected)}`, () => {
      assert.deepEqual(parseSelection("dev", text), expected);
    });
  }

  for (const text of ["", "last", "./release.json", "../release.json", "17", "WORKING", "-1704067200"]) {
    it(`refuses "${text}"`, () => {
      assert.throws(
        () => parseSelection("dev", text),
        (error) => error instanceof DeployError && error.code === "CONFIG_INVALID",
      );
    });
  }
});
