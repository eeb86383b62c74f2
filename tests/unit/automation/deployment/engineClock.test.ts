import { strict as assert } from "node:assert";
import type { EngineEvent } from "@pulumi/pulumi/automation";
import { engineClock } from "../../../../automation/deployment/engineClock";

const resource = { sequence: 0, timestamp: 0, resourcePreEvent: {} } as unknown as EngineEvent;
const other = { sequence: 0, timestamp: 0 } as EngineEvent;

describe("the time of a run of Pulumi", () => {
  it("splits it into before, during and after resource operations", () => {
    let now = 100;
    const clock = engineClock("resources and gates", () => now);
    for (const [at, event] of [
      [200, other],
      [1_000, resource],
      [5_000, resource],
      [5_500, other],
    ] as const) {
      now = at;
      clock.event(event);
    }
    now = 6_000;
    assert.deepEqual(clock.parts(), [
      { part: "engine start", milliseconds: 900 },
      { part: "resources and gates", milliseconds: 4_000 },
      { part: "engine end", milliseconds: 1_000 },
    ]);
  });

  it("counts all of it as start, without resource operations", () => {
    let now = 0;
    const clock = engineClock("resources and gates", () => now);
    now = 700;
    assert.deepEqual(clock.parts(), [{ part: "engine start", milliseconds: 700 }]);
  });
});
