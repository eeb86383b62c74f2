import { strict as assert } from "node:assert";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { DOCUMENTS } from "../../support/documents/commands";
import { ROOT } from "../../support/project/project";

/** As GitHub makes them of headings, and those that a page sets itself. */
function anchorsOf(file: string): ReadonlySet<string> {
  const text = readFileSync(join(ROOT, file), "utf8");
  const headings = [...text.replace(/^ *```[\s\S]*?^ *```/gm, "").matchAll(/^#{1,6} (.+)$/gm)].map(([, title = ""]) =>
    title
      .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, "")
      .trim()
      .replace(/ /g, "-"),
  );
  return new Set([...headings, ...[...text.matchAll(/<a id="([^"]+)">/g)].map(([, id = ""]) => id)]);
}

/** Targets of a document's links within the project. */
function linksOf(document: string): readonly string[] {
  const text = readFileSync(join(ROOT, document), "utf8").replace(/^ *```[\s\S]*?^ *```/gm, "");
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, to = ""]) => to).filter((to) => !/^(https?|mailto):/.test(to));
}

function isBroken(document: string, link: string): boolean {
  const [path = "", anchor] = link.split("#");
  const file = path === "" ? document : normalize(join(dirname(document), path));
  if (!existsSync(join(ROOT, file))) return true;
  return anchor !== undefined && file.endsWith(".md") && !anchorsOf(file).has(anchor);
}

describe("the links of the documents", () => {
  it("are many", () => {
    assert.ok(DOCUMENTS.flatMap(linksOf).length > 100);
  });

  for (const document of DOCUMENTS)
    it(`lead to files and headings that exist: ${document}`, () => {
      assert.deepEqual(
        linksOf(document).filter((link) => isBroken(document, link)),
        [],
      );
    });

  it("lead from the index to every page", () => {
    const linked = new Set(linksOf("docs/README.md").map((link) => `docs/${link.split("#")[0] ?? ""}`));
    const pages = DOCUMENTS.filter((file) => /^docs\/[^/]+\.md$/.test(file) && file !== "docs/README.md");
    assert.deepEqual(
      pages.filter((page) => !linked.has(page)),
      [],
    );
  });
});
