import { strict as assert } from "node:assert";
import { capacityAdvice, capacityCost, type CapacityUse } from "../../../../model/cost/capacityAdvice";

const HOUR = 3_600_000;
const WINDOW = { from: 0, to: 730 * HOUR };
const EMPTY = new Map<number, number>();

/** The same use in each period of five minutes of the month. @param perSecond units */
function steady(perSecond: number): CapacityUse {
  const periods = Array.from({ length: 730 * 12 }, (_, index) => [index * 300_000, perSecond * 300] as const);
  return { name: "listbackup-prod-users", read: EMPTY, write: new Map(periods) };
}

describe("advice on the capacity of tables", () => {
  it("costs requests on demand, and hours of the needed capacity where it is scaled", () => {
    const { onDemand, autoscaled } = capacityCost(steady(7), WINDOW);
    assert.equal(onDemand.toFixed(2), ((7 * 300 * 730 * 12 * 0.625) / 1e6).toFixed(2));
    assert.equal(autoscaled.toFixed(2), (730 * 10 * 0.00065 + 730 * 0.00013).toFixed(2));
  });

  it("costs the smallest capacity where a table is not used", () => {
    const unused = capacityCost({ name: "x", read: EMPTY, write: EMPTY }, WINDOW);
    assert.deepEqual([unused.onDemand, unused.autoscaled.toFixed(2)], [0, (730 * 0.00078).toFixed(2)]);
  });

  it("counts the busiest five minutes of an hour for the whole hour", () => {
    const burst = new Map([[HOUR, 70 * 300]]);
    const { autoscaled } = capacityCost({ name: "x", read: EMPTY, write: burst }, WINDOW);
    assert.equal(autoscaled.toFixed(2), ((729 + 100) * 0.00065 + 730 * 0.00013).toFixed(2));
  });

  it("is auto scaling for a steady load, with bounds above its peak", () => {
    const advice = capacityAdvice("on-demand", [steady(7)], WINDOW, 1);
    assert.equal(advice?.to, "autoscaled");
    assert.deepEqual(advice.bounds, { read: { min: 1, max: 10 }, write: { min: 1, max: 20 } });
    assert.equal(advice.savesUsd.toFixed(2), (11.4975 - 4.8399).toFixed(2));
  });

  it("is on demand for tables that are hardly used", () => {
    const idle = Array.from({ length: 41 }, () => steady(0));
    const advice = capacityAdvice("autoscaled", idle, WINDOW, 1);
    assert.deepEqual([advice?.to, advice?.bounds, advice?.savesUsd.toFixed(2)], ["on-demand", null, "23.35"]);
  });

  it("is none where the difference is small", () => {
    assert.equal(capacityAdvice("on-demand", [steady(2)], WINDOW, 1), null);
  });
});
