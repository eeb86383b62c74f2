import { strict as assert } from "node:assert";
import { requireKnownNames } from "../../../model/knownNames";

describe("names that somebody gave", () => {
  it("pass where they are known", () => {
    assert.doesNotThrow(() => {
      requireKnownNames("service", ["users"], ["users", "tags"]);
    });
  });

  it("are refused with the nearest one and all there are", () => {
    assert.throws(
      () => {
        requireKnownNames("service", ["user", "tags"], ["users", "tags"]);
      },
      {
        code: "USAGE",
        what: 'There is no service "user". Did you mean "users"? Nothing was changed.',
        remedy: "There are: tags, users.",
      },
    );
  });

  for (const name of ["__proto__", "constructor", "toString"])
    it(`are refused where they are properties of every object: ${name}`, () => {
      assert.throws(() => {
        requireKnownNames("service", [name], ["users"]);
      }, /There is no service/);
    });
});
