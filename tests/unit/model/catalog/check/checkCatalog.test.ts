import { strict as assert } from "node:assert";
import { checkCatalog } from "../../../../../model/catalog/check/checkCatalog";
import { RULES } from "../../../../../model/catalog/check/rules/allRules";
import type { Finding } from "../../../../../model/catalog/finding";
import { parseCatalog } from "../../../../../model/catalog/parse/parseCatalog";
import { EMPTY_FACTS, REAL_FILES, replaceText } from "../realCatalog";
import type { ErrorCase } from "./cases/errorCase";
import { ERROR_CASES } from "./cases/errorCases";

/** The schema allows only phases with services, so this cannot occur with the real catalog. */
const TESTED_ELSEWHERE = ["PHASE_LATER"];

const found = new Map<ErrorCase, readonly Finding[]>();

/** Findings of a case, cached because a check takes a while. */
function findingsOf(errorCase: ErrorCase): readonly Finding[] {
  const known = found.get(errorCase) ?? checkCatalog(parseCatalog(errorCase.files), errorCase.facts);
  found.set(errorCase, known);
  return known;
}

describe("checkCatalog", () => {
  it("finds nothing in the real catalog", () => {
    assert.deepEqual(checkCatalog(parseCatalog(REAL_FILES), EMPTY_FACTS), []);
  });

  it("finds nothing in a PUT on a resource that the check deletes", () => {
    const step = '      - { request: "PUT /tags/{{tagId}}", bearer: "{{token}}", expect: 200 }\n';
    const before = "      - request: DELETE /tags/{{tagId}}\n";
    const files = replaceText(REAL_FILES, "checks.yaml", before, `${step}${before}`);
    assert.deepEqual(checkCatalog(parseCatalog(files), EMPTY_FACTS), []);
  });

  const PARAMETER_NAMES: Readonly<Record<string, readonly [path: string, severity: string]>> = {
    "an error if the paths are otherwise equal": ["GET /accounts/{id}", "error"],
    "a warning if the paths differ": ["GET /accounts/{id}/reports", "warning"],
  };
  for (const [what, [path, severity]] of Object.entries(PARAMETER_NAMES)) {
    it(`reports two parameter names at one position as ${what}`, () => {
      const files = replaceText(REAL_FILES, "services/tags.yaml", "- GET /tags/search", `- ${path}`);
      const found = checkCatalog(parseCatalog(files), EMPTY_FACTS);
      assert.deepEqual(
        found.map((finding) => [finding.code, finding.severity]),
        [["ROUTE_PARAMETER_NAMES", severity]],
      );
    });
  }

  it("finds nothing in a request with a value for a path parameter", () => {
    const step = '      - { request: "GET /platforms/github", bearer: "{{token}}", expect: 200 }\n';
    const before = "      - request: DELETE /tags/{{tagId}}\n";
    const files = replaceText(REAL_FILES, "checks.yaml", before, `${step}${before}`);
    assert.deepEqual(checkCatalog(parseCatalog(files), EMPTY_FACTS), []);
  });

  for (const errorCase of ERROR_CASES) {
    it(`finds ${errorCase.what} once, as ${errorCase.code}`, () => {
      const found = findingsOf(errorCase);
      assert.deepEqual(found.map(placeOf), [
        `${errorCase.code} catalog/${errorCase.file}:${String(lineOf(errorCase))}`,
      ]);
    });
  }

  it("has a case for every code of a rule", () => {
    const tested = new Set([...ERROR_CASES.map(({ code }) => code), ...TESTED_ELSEWHERE]);
    const untested = RULES.flatMap(({ codes: finds }) => finds).filter((code) => !tested.has(code));
    assert.deepEqual(untested, []);
  });

  it("gives every finding a subject, a reason and a remedy", () => {
    const all = ERROR_CASES.flatMap(findingsOf);
    const incomplete = all.filter(({ reason, remedy, subject }) => reason === "" || remedy === "" || subject === "");
    assert.deepEqual(incomplete, []);
  });
});

function placeOf({
  code,
  file,
  line,
}: {
  readonly code: string;
  readonly file: string;
  readonly line: number;
}): string {
  return `${code} ${file}:${String(line)}`;
}

/** Line number of a case's text; 1 for a missing file. */
function lineOf({ files, file, line, after = "" }: ErrorCase): number {
  const lines = (files[`catalog/${file}`] ?? "").split("\n");
  const start = lines.findIndex((text) => text.includes(after));
  const index = lines.findIndex((text, at) => at >= start && text.includes(line));
  if (start < 0 || index < 0) throw new Error(`${file} has no line with ${line}, or none after ${after}`);
  return index + 1;
}
