import { strict as assert } from "node:assert";
import { annotation } from "../../../model/annotation";

describe("an annotation of a run", () => {
  it("is one line, whatever it contains", () => {
    assert.equal(
      annotation("UP_FAILED", "50 %\nof it\r\n::warning::x"),
      "::error title=UP_FAILED::50 %25%0Aof it%0D%0A::warning::x",
    );
  });

  it("has a title that does not end early", () => {
    assert.equal(annotation("refresh: a, b", "x"), "::error title=refresh%3A a%2C b::x");
  });
});
