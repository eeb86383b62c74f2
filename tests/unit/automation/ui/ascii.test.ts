import { strict as assert } from "node:assert";
import Table from "cli-table3";
import { ascii, asciiOnly } from "../../../../automation/ui/ascii";

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
    it(`is ${expected ? "" : "not "}one with LANG=${locale}`, () => {
      assert.equal(asciiOnly({ LANG: locale }), expected);
    });
  }

  it("is one when LC_ALL says so, whatever LANG says", () => {
    assert.equal(asciiOnly({ LC_ALL: "C", LANG: "en_US.UTF-8" }), true);
  });

  it("is the kernel's console", () => {
    assert.equal(asciiOnly({ TERM: "linux", LANG: "en_US.UTF-8" }), true);
  });

  it("is not one where nothing is said", () => {
    assert.equal(asciiOnly({}), false);
  });

  it("shows signs it has", () => {
    assert.equal(ascii("✔ done … → next"), "+ done ... -> next");
  });

  it("shows tables", () => {
    const table = new Table({ head: ["stage"], style: { head: [], border: [] } });
    table.push(["dev"]);
    assert.equal(isAscii(ascii(table.toString())), true);
  });

  it("shows something for what it has not, and colours as they are", () => {
    assert.equal(ascii("\u001b[31mé\u001b[39m"), "\u001b[31m?\u001b[39m");
  });
});
