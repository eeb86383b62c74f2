import { strict as assert } from "node:assert";
import { safeguardOfPlan, safeguardOfUp } from "../../../../../automation/engine/journal/runPlan";

const URN = "urn:pulumi:dev::p::my:index:C$aws:sqs/queue:Queue::a";
const goal = { type: "aws:sqs/queue:Queue", custom: true, provider: "urn:pulumi:dev::p::pulumi:providers:aws::aws::1" };

function safeguardOf(steps: readonly string[], more: Partial<typeof goal> = {}): ReturnType<typeof safeguardOfPlan> {
  return safeguardOfPlan({ manifest: {}, resourcePlans: { [URN]: { goal: { ...goal, ...more }, steps } } });
}

function planned(...steps: readonly string[]): unknown {
  const safeguard = safeguardOf(steps);
  assert.equal(safeguard.kind, "journal");
  return [safeguard.planned.operationOf(URN), safeguard.planned.deletions];
}

describe("what a plan may do", () => {
  const cases: readonly (readonly [readonly string[], string, readonly string[]])[] = [
    [["same"], "same", []],
    [["create"], "create", []],
    [["update"], "update", []],
    [["create-replacement", "replace", "delete-replaced"], "replace", [URN]],
    [["delete-replaced", "replace", "create-replacement"], "replace", [URN]],
    [["delete"], "update", [URN]],
  ];
  for (const [steps, operation, deletions] of cases)
    it(`is known for ${steps.join(", ")}`, () => {
      assert.deepEqual(planned(...steps), [operation, deletions]);
    });

  it("keeps checkpoints for an import", () => {
    assert.deepEqual(safeguardOf(["import"]), { kind: "checkpoints", because: `${URN} is imported` });
  });

  it("keeps checkpoints for the engine's default provider, whose id no registration has", () => {
    assert.deepEqual(safeguardOf(["create"], { provider: "" }), {
      kind: "checkpoints",
      because: `${URN} has the engine's default provider`,
    });
  });

  it("keeps checkpoints where the plan is not understood", () => {
    assert.deepEqual(safeguardOfPlan({ version: 1, plan: {} }).kind, "checkpoints");
  });

  it("keeps checkpoints without a plan, except for a first deployment", async () => {
    const state = { version: 3, deployment: { resources: [{ urn: URN, type: goal.type, custom: true, id: "a" }] } };
    const kinds = await Promise.all([safeguardOfUp(undefined, state), safeguardOfUp(undefined, null)]);
    assert.deepEqual(
      kinds.map(({ kind }) => kind),
      ["checkpoints", "journal"],
    );
  });
});
