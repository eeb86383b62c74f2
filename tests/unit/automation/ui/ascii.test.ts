import { strict as assert } from "node:assert";
import Table from "cli-table3";
import { isAsciiOnly, toAscii } from "../../../../automation/ui/ascii";

const isAscii = (text: string): boolean => [...text].every((character) => character.charCodeAt(0) < 128);

describe("a terminal without UTF-8", () => {
  for (const [locale, expected] of [
    ["C", true],
    ["POSIX", true],
    ["de_DE.ISO-8859-1", true],
    ["C.UTF-8", false],
    ["en_US.utf8", false],
    ["", false],
  ] as const) {
    it(`is ${expected ? "" : "not "}detected with LANG=${locale}`, () => {
      assert.equal(isAsciiOnly({ LANG: locale }), expected);
    });
  }

  it("is detected by LC_ALL before LANG", () => {
    assert.equal(isAsciiOnly({ LC_ALL: "C", LANG: "en_US.UTF-8" }), true);
  });

  it("is a Linux console", () => {
    assert.equal(isAsciiOnly({ TERM: "linux", LANG: "en_US.UTF-8" }), true);
  });

  it("is not assumed without a locale", () => {
    assert.equal(isAsciiOnly({}), false);
  });

  it("gets ASCII replacements of symbols", () => {
    assert.equal(toAscii("✔ done … → next"), "+ done ... -> next");
  });

  it("gets tables in ASCII", () => {
    const table = new Table({ head: ["stage"], style: { head: [], border: [] } });
    table.push(["dev"]);
    assert.equal(isAscii(toAscii(table.toString())), true);
  });

  it("gets ? for other characters, and colors unchanged", () => {
    assert.equal(toAscii("\u001b[31mé\u001b[39m"), "\u001b[31m?\u001b[39m");
  });
});
