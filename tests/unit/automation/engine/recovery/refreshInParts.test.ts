import { strict as assert } from "node:assert";
import type { RecoveryRefreshResult } from "../../../../../automation/engine/recovery/recover";
import { MAX_TARGETS, refreshInParts } from "../../../../../automation/engine/recovery/refreshInParts";

const URNS = Array.from({ length: 2 * MAX_TARGETS + 1 }, (_, index) => `urn:pulumi:dev::p::t::r${String(index)}`);
const FAILED: RecoveryRefreshResult = { kind: "failed", completed: [], failures: [{ resource: null, message: "no" }] };

describe("a refresh of more resources than a process takes arguments", () => {
  it("reads each once, and reports all that do not exist", async () => {
    const parts: (readonly string[])[] = [];
    const result = await refreshInParts(URNS, (part) => {
      parts.push(part);
      return Promise.resolve({ kind: "succeeded", vanished: new Set(part.slice(0, 1)) });
    });
    assert.deepEqual(parts.flat(), URNS);
    assert.deepEqual(
      parts.map(({ length }) => length),
      [MAX_TARGETS, MAX_TARGETS, 1],
    );
    assert.deepEqual(result, {
      kind: "succeeded",
      vanished: new Set([0, MAX_TARGETS, 2 * MAX_TARGETS].map((index) => URNS[index])),
    });
  });

  it("ends with the first run that fails", async () => {
    let runs = 0;
    const result = await refreshInParts(URNS, () => {
      runs += 1;
      return Promise.resolve(FAILED);
    });
    assert.deepEqual([result, runs], [FAILED, 1]);
  });
});
