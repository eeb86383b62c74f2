import { strict as assert } from "node:assert";
import { DeployError } from "../../../../model/errors";
import { withCustomCheck, type CustomCheck } from "../../../../automation/rollout/customCheck";
import { totalsOf } from "../../../../automation/rollout/totals";
import type { Monitor } from "../../../../automation/rollout/versionMonitor";

describe("withCustomCheck", () => {
  const signal = new AbortController().signal;
  const totals = { current: totalsOf([]), baseline: totalsOf([]) };
  const healthy: Monitor = () => Promise.resolve({ ...totals, breaches: [], analyzed: 2 });
  const blind: Monitor = () => Promise.reject(new DeployError("AWS", "CloudWatch does not answer.", ""));
  const observe = (monitor: Monitor, check: CustomCheck) => withCustomCheck(monitor, check, 50)(0, signal);

  it("keeps the observation of the metrics where the check finds nothing", async () => {
    assert.deepEqual(await observe(healthy, () => Promise.resolve(null)), { ...totals, breaches: [], analyzed: 2 });
  });

  for (const [what, check, reason] of [
    ["a reason", () => Promise.resolve("search is empty"), "custom check: search is empty"],
    ["a rejection", () => Promise.reject(new Error("no route")), "custom check: no route"],
    ["no answer in time", () => new Promise(() => undefined), "custom check: no answer within 0.05 s"],
  ] as readonly (readonly [string, CustomCheck, string])[])
    it(`takes ${what} for a breach of the whole stage`, async () => {
      assert.deepEqual(await observe(healthy, check), { ...totals, breaches: [{ name: null, reason }], analyzed: 2 });
    });

  it("reports a breach although the metrics cannot be read", async () => {
    assert.deepEqual(await observe(blind, () => Promise.resolve("search is empty")), {
      ...totals,
      breaches: [{ name: null, reason: "custom check: search is empty" }],
      analyzed: 0,
    });
  });

  it("reports that metrics cannot be read where the check finds nothing", async () => {
    await assert.rejects(
      observe(blind, () => Promise.resolve(null)),
      { code: "AWS" },
    );
  });

  it("has no verdict of a check that was cancelled", async () => {
    const stop = new AbortController();
    const check: CustomCheck = () => {
      stop.abort();
      return new Promise(() => undefined);
    };
    assert.deepEqual(await withCustomCheck(healthy, check)(0, stop.signal), { ...totals, breaches: [], analyzed: 2 });
  });
});
