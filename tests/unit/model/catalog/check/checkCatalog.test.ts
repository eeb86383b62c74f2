import { strict as assert } from "node:assert";
import { checkCatalog } from "../../../../../model/catalog/check/checkCatalog";
import { RULES } from "../../../../../model/catalog/check/rules/allRules";
import type { Finding } from "../../../../../model/catalog/finding";
import { parseCatalog } from "../../../../../model/catalog/parse/parseCatalog";
import { QUIET_FACTS, REAL_FILES, replaced } from "../realCatalog";
import type { Defect } from "./cases/errorCase";
import { DEFECTS } from "./cases/errorCases";

/** Found before phases come into it: a service's phase is one of those that have services. */
const TESTED_ELSEWHERE = ["PHASE_LATER"];

const found = new Map<Defect, readonly Finding[]>();

/** What is found in a defect's catalog: each is read and checked once, for it takes a while. */
function findingsOf(defect: Defect): readonly Finding[] {
  const known = found.get(defect) ?? checkCatalog(parseCatalog(defect.files), defect.facts);
  found.set(defect, known);
  return known;
}

describe("checkCatalog", () => {
  it("finds nothing in the catalog as it is", () => {
    assert.deepEqual(checkCatalog(parseCatalog(REAL_FILES), QUIET_FACTS), []);
  });

  it("finds nothing in a change of what a check takes away", () => {
    const step = '      - { request: "PUT /tags/{{tagId}}", bearer: "{{token}}", expect: 200 }\n';
    const before = "      - request: DELETE /tags/{{tagId}}\n";
    const files = replaced(REAL_FILES, "checks.yaml", before, `${step}${before}`);
    assert.deepEqual(checkCatalog(parseCatalog(files), QUIET_FACTS), []);
  });

  const PARAMETER_NAMES: Readonly<Record<string, readonly [path: string, severity: string]>> = {
    "an error where it makes one path two": ["GET /accounts/{id}", "error"],
    "a warning where the rest of the paths differs": ["GET /accounts/{id}/reports", "warning"],
  };
  for (const [what, [path, severity]] of Object.entries(PARAMETER_NAMES)) {
    it(`takes one position under two names for ${what}`, () => {
      const files = replaced(REAL_FILES, "services/tags.yaml", "- GET /tags/search", `- ${path}`);
      const found = checkCatalog(parseCatalog(files), QUIET_FACTS);
      assert.deepEqual(
        found.map((finding) => [finding.code, finding.severity]),
        [["ROUTE_PARAMETER_NAMES", severity]],
      );
    });
  }

  it("finds nothing in a request that names what a route's path has a parameter for", () => {
    const step = '      - { request: "GET /platforms/github", bearer: "{{token}}", expect: 200 }\n';
    const before = "      - request: DELETE /tags/{{tagId}}\n";
    const files = replaced(REAL_FILES, "checks.yaml", before, `${step}${before}`);
    assert.deepEqual(checkCatalog(parseCatalog(files), QUIET_FACTS), []);
  });

  for (const defect of DEFECTS) {
    it(`finds ${defect.what} once, as ${defect.code}`, () => {
      const found = findingsOf(defect);
      assert.deepEqual(found.map(placeOf), [`${defect.code} catalog/${defect.file}:${String(lineOf(defect))}`]);
    });
  }

  it("has a defect for every code that a rule says it finds", () => {
    const tried = new Set([...DEFECTS.map(({ code }) => code), ...TESTED_ELSEWHERE]);
    const untried = RULES.flatMap(({ codes: finds }) => finds).filter((code) => !tried.has(code));
    assert.deepEqual(untried, []);
  });

  it("says of everything it finds what is wrong and what to do", () => {
    const all = DEFECTS.flatMap(findingsOf);
    const mute = all.filter(({ reason, remedy, subject }) => reason === "" || remedy === "" || subject === "");
    assert.deepEqual(mute, []);
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

/** The line, from 1, that has the defect's text; 1 for a file that is not there. */
function lineOf({ files, file, line, after = "" }: Defect): number {
  const lines = (files[`catalog/${file}`] ?? "").split("\n");
  const start = lines.findIndex((text) => text.includes(after));
  const index = lines.findIndex((text, at) => at >= start && text.includes(line));
  if (start < 0 || index < 0) throw new Error(`${file} has no line with ${line}, or none after ${after}`);
  return index + 1;
}
