import { strict as assert } from "node:assert";
import * as fc from "fast-check";
import { mergedVersion, mergeOf, type Version, type Versions } from "../../model/backup/merge";
import { printSeed, propertyParameters } from "../support/property";

/** Few versions, so that equal ones are frequent. */
const version: fc.Arbitrary<Version> = fc.constantFrom(null, "a", "b", "c");
const versions: fc.Arbitrary<Versions> = fc.record({ base: version, theirs: version, ours: version });

function holds(claim: (of: Versions) => void): void {
  fc.assert(fc.property(versions, claim), propertyParameters(500));
}

describe("the merge of an item", () => {
  before(printSeed);

  it("has the change of the only side that made one", () => {
    holds(({ base, theirs, ours }) => {
      if (theirs === base) assert.equal(mergedVersion({ base, theirs, ours }), ours);
      if (ours === base) assert.equal(mergedVersion({ base, theirs, ours }), theirs);
    });
  });

  it("has the version of the recovery stage where both changed it, and saves the other", () => {
    holds((all) => {
      const { base, theirs, ours } = all;
      if (theirs === base || ours === base || theirs === ours) return;
      assert.equal(mergedVersion(all), theirs);
      // A deleted item has no content that could be saved.
      assert.equal(mergeOf(all).kind, ours === null ? "take" : "conflict");
    });
  });

  it("loses no version that only one of them has, without a conflict", () => {
    holds((all) => {
      const { base, ours } = all;
      if (mergeOf(all).kind !== "take" || ours === null) return;
      assert.equal(ours, base);
    });
  });

  it("writes nothing the second time", () => {
    holds((all) => {
      assert.equal(mergeOf({ ...all, ours: mergedVersion(all) }).kind, "keep");
    });
  });

  it("keeps what was written at home after the set, and before the loss", () => {
    holds(({ ours }) => {
      assert.equal(mergedVersion({ base: null, theirs: null, ours }), ours);
    });
  });
});
