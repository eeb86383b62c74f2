import { strict as assert } from "node:assert";
import type { Product, With } from "../../../../../automation/deployment/deployment";
import { upStep } from "../../../../../automation/deployment/lateSteps";
import { openTerminal } from "../../../../../automation/ui/terminal";
import type { ReleaseRecord } from "../../../../../model/release/record";
import { recordOf } from "../../../../support/records";

const URL = "https://api.example.com";

const QUIET = { json: true, quiet: true, verbose: false, color: false };
const terminal = openTerminal(QUIET, { stdin: process.stdin, stdout: process.stdout, stderr: process.stderr });

/** The outputs after a preview without changes. @param newest what was deployed before */
async function outputsAfter(newest: ReleaseRecord | null): Promise<unknown> {
  const deployment = {
    context: { signal: new AbortController().signal, terminal },
    engine: {
      open: () =>
        Promise.resolve({
          outputs: () => Promise.resolve({ url: "kept" }),
          up: () => Promise.resolve({ kind: "succeeded", changes: [], outputs: { url: URL } }),
        }),
    },
    program: () => Promise.resolve({}),
    plan: "plan.json",
    changes: [],
    newest,
  } as unknown as With<Product>;
  const end = await upStep.run(deployment);
  return end.kind === "done" ? end.gives.outputs : null;
}

describe("an up without changes", () => {
  it("keeps the outputs of a successful deployment", async () => {
    assert.deepEqual(await outputsAfter(recordOf(100)), { url: "kept" });
  });

  for (const [title, newest] of [
    ["was killed", recordOf(100, { outcome: "deploying" })],
    ["failed", recordOf(100, { outcome: "failed" })],
  ] as const) {
    it(`writes the outputs if the deployment before it ${title}`, async () => {
      assert.deepEqual(await outputsAfter(newest), { url: URL });
    });
  }
});
