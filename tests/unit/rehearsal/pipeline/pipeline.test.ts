import { strict as assert } from "node:assert";
import { join } from "node:path";
import type { Context } from "../../../../automation/commands/command";
import { EXIT } from "../../../../model/errors";
import type { ViolationReport } from "../../../../rehearsal/ministack/violationReport";
import { runScenarios } from "../../../../rehearsal/pipeline/pipeline";
import type { Rehearsal } from "../../../../rehearsal/rehearsal";

const ROOT = join(__dirname, "../../../..");
const NOTHING: ViolationReport = { checked: 1, refused: 0, deferred: 0, errors: 0, seconds: 0, violations: [] };
const ROLE = { service: "lambda", operation: "CreateFunction", member: "Role", kind: "required", constraint: "" };
const ONE: ViolationReport = { ...NOTHING, checked: 2, refused: 1, violations: [{ ...ROLE, count: 1 }] };

/** A rehearsal of no scenarios, on a local AWS that reports these one after the other. */
async function rehearsed(...reports: ViolationReport[]): Promise<Awaited<ReturnType<typeof runScenarios>>> {
  const terminal = { note: () => undefined, detail: () => undefined };
  const context = { wiring: { root: ROOT }, options: {}, terminal } as unknown as Context;
  const emulator = { endpoint: "http://127.0.0.1:1", log: "", origin: "found" };
  const rehearsal = {
    start: () => Promise.resolve(emulator),
    egress: () => Promise.resolve({ refused: 0, calls: [], uncovered: [] }),
    access: () => Promise.resolve(null),
    violations: () => Promise.resolve(reports.shift() ?? null),
  } as unknown as Rehearsal;
  return runScenarios(context, rehearsal, []);
}

describe("a rehearsal", () => {
  it("fails where AWS would refuse a request that it sent, and names it", async () => {
    const { exit, lines } = await rehearsed(NOTHING, ONE);
    assert.deepEqual([exit, lines.includes("  lambda CreateFunction: Role (required)")], [EXIT.failed, true]);
  });

  it("succeeds where the local AWS refused requests before it only", async () => {
    assert.equal((await rehearsed(ONE, ONE)).exit, EXIT.done);
  });
});
