import { strict as assert } from "node:assert";
import { MAX_FILE_LENGTH, findUnreadable } from "../../../../../model/catalog/parse/yamlText";
import { REAL_FILES } from "../realCatalog";

describe("a text for the YAML parser", () => {
  const TAKEN: Readonly<Record<string, string>> = {
    "is empty": "",
    "has tabs and both line ends": "a:\tb\r\nc: d\n",
    "has letters of other alphabets": "purpose: für Größen, 日本語, 👋\n",
    "is as large as one may be": "a".repeat(MAX_FILE_LENGTH),
    "has a next-line character": "a: b\u0085",
    "has a byte-order mark": "\uFEFFa: b\n",
    "nests as deep as one may": `${"[".repeat(64)}${"]".repeat(64)}`,
    "closes more than it opens, then opens": `${"]".repeat(100)}${"[".repeat(64)}`,
    "has many brackets side by side": "[]".repeat(200),
  };
  for (const [what, text] of Object.entries(TAKEN)) {
    it(`may be one that ${what}`, () => {
      assert.equal(findUnreadable(text), null);
    });
  }

  it("may be any file of the catalog", () => {
    assert.deepEqual(
      Object.entries(REAL_FILES).filter(([, text]) => findUnreadable(text) !== null),
      [],
    );
  });

  const REFUSED: Readonly<Record<string, readonly [text: string, code: string, offset: number]>> = {
    "is larger": ["a".repeat(MAX_FILE_LENGTH + 1), "FILE_TOO_LARGE", 0],
    "was no UTF-8": ["name: caf\uFFFD", "FILE_ENCODING", 9],
    "has a null": ["a: b\u0000", "FILE_CHARACTER", 4],
    "has an escape": ["a: \u001B[31m", "FILE_CHARACTER", 3],
    "has a delete": ["a: \u007F", "FILE_CHARACTER", 3],
    "turns its direction": ["a: \u202Eb", "FILE_CHARACTER", 3],
    "isolates its direction": ["a: \u2067b", "FILE_CHARACTER", 3],
    "has half a byte-order mark": ["a: \uFFFE", "FILE_CHARACTER", 3],
    "nests lists too deep": ["[".repeat(65), "FILE_TOO_DEEP", 64],
    "nests maps too deep": ["{a: ".repeat(65), "FILE_TOO_DEEP", 256],
    "nests dashes too deep": [`a: 1\n${"- ".repeat(64)}b\n`, "FILE_TOO_DEEP", 5],
    "nests indentation too deep": [`a:\n${" ".repeat(128)}b: 1\n`, "FILE_TOO_DEEP", 3],
  };
  for (const [what, [text, code, offset]] of Object.entries(REFUSED)) {
    it(`must not be one that ${what}, and the position is reported`, () => {
      const refused = findUnreadable(text);
      assert.deepEqual([refused?.code, refused?.offset], [code, offset]);
    });
  }

  it("is rejected with the code of an invisible character", () => {
    assert.equal(findUnreadable("a: \u202Eb")?.reason, "invisible character U+202E");
  });
});
