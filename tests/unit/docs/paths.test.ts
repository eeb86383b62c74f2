import { strict as assert } from "node:assert";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { ROOT } from "../../support/project/project";

const SOURCE = /^[\w.@/-]+\.(?:ts|cjs|mjs|py|md|yaml)$/;

const DOCUMENTS = execFileSync("git", ["ls-files", "*.md"], { cwd: ROOT, encoding: "utf8" })
  .split("\n")
  .filter((file) => file !== "");

/** Files that a document names in backticks, and that are no placeholders. */
function namedFiles(document: string): readonly string[] {
  const text = readFileSync(path.join(ROOT, document), "utf8").replace(/```[\s\S]*?```/g, "");
  const words = [...text.matchAll(/`([^`\n]+)`/g)].flatMap(([, quoted = ""]) => quoted.split(" "));
  return [...new Set(words)].filter((word) => SOURCE.test(word) && word.includes("/"));
}

/** As a reader looks: from the document's folder upwards. */
function exists(document: string, file: string): boolean {
  for (let folder = path.dirname(document); ; folder = path.dirname(folder)) {
    if (existsSync(path.join(ROOT, folder, file))) return true;
    if (folder === ".") return false;
  }
}

describe("files that the documents name", () => {
  it("are named at all", () => {
    assert.ok(DOCUMENTS.flatMap(namedFiles).length > 30);
  });

  for (const document of DOCUMENTS)
    it(`exist: ${document}`, () => {
      assert.deepEqual(
        namedFiles(document).filter((file) => !exists(document, file)),
        [],
      );
    });
});
