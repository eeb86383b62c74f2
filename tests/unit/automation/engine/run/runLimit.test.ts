import { strict as assert } from "node:assert";
import { assertWithin, limitOptions, type RunLimit } from "../../../../../automation/engine/run/runLimit";
import type { ExportedState, StateDeployment } from "../../../../../automation/engine/state/exportedState";

const STACK = { project: "p", name: "dev" };
const QUEUE = { urn: "urn:pulumi:dev::p::aws:sqs/queue:Queue::a", type: "aws:sqs/queue:Queue", custom: true, id: "a" };
const CREATIONS: RunLimit = { kind: "creations", urns: [QUEUE.urn] };

const stateOf = (deployment: StateDeployment): ExportedState => ({ version: 3, deployment });

describe("a run that may only create", () => {
  it("begins where the state has nothing in AWS", () => {
    const provider = {
      urn: "urn:pulumi:dev::p::pulumi:providers:aws::aws",
      type: "pulumi:providers:aws",
      custom: true,
    };
    assertWithin(CREATIONS, null, STACK);
    assertWithin(CREATIONS, stateOf({}), STACK);
    assertWithin(CREATIONS, stateOf({ resources: [provider] }), STACK);
    assert.deepEqual(limitOptions(CREATIONS), {});
  });

  it("does not begin where another program has deployed, or begun to", () => {
    const interrupted = { resource: QUEUE, type: "creating" } as const;
    for (const deployment of [{ resources: [QUEUE] }, { pending_operations: [interrupted] }])
      assert.throws(() => {
        assertWithin(CREATIONS, stateOf(deployment), STACK);
      }, /The state of dev was empty .* Nothing was changed/);
  });

  it("is the only one that needs an empty state", () => {
    const limits = [undefined, { kind: "updates", urns: [QUEUE.urn] }, { kind: "plan", file: "plan.json" }] as const;
    for (const limit of limits) assertWithin(limit, stateOf({ resources: [QUEUE] }), STACK);
  });
});
