import { strict as assert } from "node:assert";
import type { EngineEvent } from "@pulumi/pulumi/automation";
import { PhaseClock } from "../../../../automation/deployment/phaseClock";

function began(op: string, name: string): EngineEvent {
  const type = "aws:sqs/queue:Queue";
  const urn = `urn:pulumi:dev::p::listbackup:phase:CoreInfrastructure$${type}::${name}`;
  return { sequence: 0, timestamp: 0, resourcePreEvent: { metadata: { op, urn, type } } } as unknown as EngineEvent;
}

describe("PhaseClock", () => {
  it("measures from a phase's first operation to the end of its gate, and counts changed resources", () => {
    let now = 1_000;
    const clock = new PhaseClock(() => now);
    for (const [op, name] of [
      ["create", "a"],
      ["create-replacement", "b"],
      ["replace", "b"],
      ["same", "c"],
      ["delete", "d"],
    ] as const)
      clock.event(began(op, name));
    now = 4_000;
    clock.passed("core");
    clock.passed("users");
    assert.deepEqual(clock.times(), [{ phase: "core", resources: 2, milliseconds: 3_000 }]);
  });

  it("measures each run of Pulumi by itself", () => {
    let now = 0;
    const clock = new PhaseClock(() => now);
    for (const name of ["a", "b"]) {
      clock.event(began("update", name));
      now += 500;
      clock.passed("core");
      now += 10_000;
    }
    assert.deepEqual(
      clock.times().map(({ resources, milliseconds }) => [resources, milliseconds]),
      [
        [1, 500],
        [1, 500],
      ],
    );
  });
});
