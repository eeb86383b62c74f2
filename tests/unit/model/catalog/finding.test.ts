import { strict as assert } from "node:assert";
import { sortFindings, type Finding } from "../../../../model/catalog/finding";

function at(file: string, line: number, column: number): Finding {
  return { code: "X", file, line, column, subject: "", reason: "", remedy: "", severity: "error" };
}

describe("sorted findings", () => {
  it("are in the order of file, line and column", () => {
    const findings = [at("b", 1, 1), at("a", 10, 1), at("a", 9, 5), at("a", 9, 3)];
    assert.deepEqual(
      sortFindings(findings).map(({ file, line, column }) => `${file}:${String(line)}:${String(column)}`),
      ["a:9:3", "a:9:5", "a:10:1", "b:1:1"],
    );
  });

  it("at the same position keep their order", () => {
    const [first, second] = [at("a", 1, 1), at("a", 1, 1)];
    assert.equal(sortFindings([first, second])[0], first);
  });

  it("do not change the input", () => {
    const findings = [at("b", 1, 1), at("a", 1, 1)];
    sortFindings(findings);
    assert.equal(findings[0]?.file, "b");
  });
});
