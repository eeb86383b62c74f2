import { strict as assert } from "node:assert";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { filesToCheck, retiredWordsIn } from "../../../../tools/words/lintWords";

describe("retired words", () => {
  it("are found with their line and the better word", () => {
    assert.deepEqual(retiredWordsIn("Fix it.\n// Mend the file."), [{ line: 2, word: "Mend", better: "fix" }]);
  });

  for (const [text, words] of [
    ["A user is told of it", ["told"]],
    ["whoever holds it; nobody knows", ["nobody", "whoever"]],
    ["const shown = redact(text);", ["const shown"]],
    ["until he answers", ["he"]],
    ["class Patience {}", ["Patience"]],
    ["Take it out.", ["Take it out"]],
    ["the lease of a dead process", ["dead"]],
  ] as const) {
    it(`are found in "${text}"`, () => {
      assert.deepEqual(
        retiredWordsIn(text).map(({ word }) => word),
        words,
      );
    });
  }

  for (const text of [
    "The dead-letter queue keeps failed messages.",
    'approval: z.enum(["asked", "beforehand", "nobody"])',
    "The table is shown in the list.",
    "the header of the recommended format",
    "const spokesperson = deadLetters.length;",
  ]) {
    it(`are not found in "${text}"`, () => {
      assert.deepEqual(retiredWordsIn(text), []);
    });
  }

  it("are searched in sources and documents outside packages, compiled files and hidden folders", () => {
    const root = mkdtempSync(path.join(tmpdir(), "lint-words-"));
    for (const file of [
      "README.md",
      "a/b.ts",
      "a/data.json",
      "node_modules/x/x.ts",
      "a/node_modules/y.ts",
      "dist/z.ts",
      ".git/c.md",
      "tools/words/list.ts",
    ]) {
      mkdirSync(path.dirname(path.join(root, file)), { recursive: true });
      writeFileSync(path.join(root, file), "");
    }
    const files = [...filesToCheck(root)].sort();
    rmSync(root, { recursive: true });
    assert.deepEqual(files, ["README.md", "a/b.ts"]);
  });
});
