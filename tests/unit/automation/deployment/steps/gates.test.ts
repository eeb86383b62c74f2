import { strict as assert } from "node:assert";
import type { Deployment } from "../../../../../automation/deployment/deployment";
import { hooksOf } from "../../../../../automation/deployment/gateHooks";
import { PHASES } from "../../../../../model/phases";

function checked(deployment: Partial<Deployment>): readonly string[] {
  const hooks = hooksOf({ changes: [{ phase: "users" }, { phase: null }], ...deployment } as unknown as Deployment);
  return PHASES.map(({ id }) => id).filter((phase) => hooks.isChecked(phase));
}

describe("the gates of a deployment", () => {
  const all = PHASES.map(({ id }) => id);

  it("are those of changed phases, where the state is what a successful deployment left", () => {
    assert.deepEqual(checked({ isAsDeployed: true }), ["users"]);
  });

  it("are all, where it is not", () => {
    assert.deepEqual(checked({}), all);
  });

  it("are all, where both releases share the stage", () => {
    assert.deepEqual(checked({ isAsDeployed: true, gradual: { whole: [], shifts: [] } }), all);
  });
});
