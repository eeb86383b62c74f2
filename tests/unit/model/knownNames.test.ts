import { strict as assert } from "node:assert";
import { requireKnownNames } from "../../../model/knownNames";

describe("names in arguments", () => {
  it("are accepted if they are known", () => {
    assert.doesNotThrow(() => {
      requireKnownNames("service", ["users"], ["users", "tags"]);
    });
  });

  it("are rejected with the nearest one and the list of known names", () => {
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
    it(`are rejected if they are inherited properties: ${name}`, () => {
      assert.throws(() => {
        requireKnownNames("service", [name], ["users"]);
      }, /There is no service/);
    });
});
