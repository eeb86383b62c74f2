import { strict as assert } from "node:assert";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const ROOT = join(__dirname, "..", "..", "..");
const FILES = {
  "tsconfig.json": "{}",
  "model/names.ts": `import "node:crypto"; export const name = "x";`,
  "model/reads.ts": `import "node:fs";`,
  "components/stack.ts": `import "../model/names"; import "../automation/main";`,
  "automation/main.ts": `import "../model/names"; import "../components/stack"; import "../rehearsal/start";`,
  "rehearsal/start.ts": `import "../tests/support"; import "../automation/other";`,
  "automation/other.ts": `import type { Missing } from "./missing";`,
  "tests/support.ts": `import "../components/other";`,
  "components/other.ts": `import "../model/names";`,
} as const;

describe("the direction of imports", function () {
  this.timeout(60_000);

  it("is enforced, arrow by arrow", () => {
    const project = mkdtempSync(join(tmpdir(), "listbackup-imports-"));
    try {
      for (const [file, text] of Object.entries(FILES)) {
        mkdirSync(dirname(join(project, file)), { recursive: true });
        writeFileSync(join(project, file), text);
      }
      assert.deepEqual(violations(project), [
        "automation-knows-the-model automation/main.ts components/stack.ts",
        "automation-knows-the-model automation/main.ts rehearsal/start.ts",
        "components-know-the-model components/stack.ts automation/main.ts",
        "everything-resolves automation/other.ts ./missing",
        "model-stands-alone model/reads.ts fs",
        "no-circles automation/main.ts components/stack.ts",
        "nothing-imports-tests rehearsal/start.ts tests/support.ts",
        "rehearsal-knows-the-model rehearsal/start.ts automation/other.ts",
      ]);
    } finally {
      rmSync(project, { recursive: true });
    }
  });
});

interface Report {
  readonly summary: { readonly violations: readonly { rule: { name: string }; from: string; to: string }[] };
}

function violations(project: string): readonly string[] {
  const cruiser = join(ROOT, "node_modules", "dependency-cruiser", "bin", "dependency-cruise.mjs");
  const args = [cruiser, "--config", join(ROOT, ".dependency-cruiser.cjs"), "--output-type", "json"];
  const output = execFileSync(process.execPath, [...args, "model", "components", "automation", "rehearsal", "tests"], {
    cwd: project,
    encoding: "utf8",
  });
  const { summary } = JSON.parse(output) as Report;
  return summary.violations.map(({ rule, from, to }) => `${rule.name} ${from} ${to}`).sort();
}
