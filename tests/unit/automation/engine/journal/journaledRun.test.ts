import { strict as assert } from "node:assert";
import { runWithJournal, type JournalPorts } from "../../../../../automation/engine/journal/journaledRun";
import type { PlannedRun } from "../../../../../automation/engine/journal/runPlan";
import type { RunOutcome } from "../../../../../automation/engine/run/runOutcome";

const PLANNED: PlannedRun = { deletions: [], operationOf: () => "create" };
const FAILED: RunOutcome = { kind: "failed", events: [], failures: [{ resource: null, message: "boom" }] };
const SUCCEEDED: RunOutcome = { kind: "succeeded", events: [] };
const LOCKED: RunOutcome = {
  kind: "failed",
  events: [],
  failures: [{ resource: null, message: "the stack is currently locked by 1 lock(s). Either wait" }],
};

/** @returns what the ports were asked for */
async function ranWith(outcome: RunOutcome, versions: readonly (string | null)[]): Promise<readonly string[]> {
  const calls: string[] = [];
  let reads = 0;
  const ports: JournalPorts = {
    write: (_run, number) => Promise.resolve(void calls.push(`write ${String(number)}`)),
    remove: () => Promise.resolve(void calls.push("remove")),
    stateVersion: () => Promise.resolve(versions[reads++] ?? null),
    warn: (line) => void calls.push(line),
  };
  await runWithJournal("up", PLANNED, ports, () => Promise.resolve(void calls.push("run")).then(() => outcome));
  return calls;
}

describe("a run with a journal", () => {
  it("begins it before the engine starts, and removes it when the state is saved", async () => {
    assert.deepEqual(await ranWith(SUCCEEDED, ["1", "2"]), ["write 0", "run", "remove"]);
  });

  it("removes it after a failure with a saved state", async () => {
    assert.deepEqual(await ranWith(FAILED, [null, "1"]), ["write 0", "run", "remove"]);
  });

  it("keeps it where the engine did not save its state", async () => {
    assert.deepEqual(await ranWith(FAILED, ["1", "1"]), ["write 0", "run"]);
  });

  it("removes it where another run holds the engine's lock", async () => {
    assert.deepEqual(await ranWith(LOCKED, ["1", "1"]), ["write 0", "run", "remove"]);
  });
});
