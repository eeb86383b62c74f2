import { strict as assert } from "node:assert";
import { declaredResources } from "../../../../automation/graph/declaredResources";
import { stageProgram } from "../../../../components/program";
import { TYPE_CALLS } from "../../../../model/simulation/operationSteps";
import { ENGINE_PARALLEL } from "../../../../model/limits/requestSettings";
import { simulateScenario } from "../../../../model/simulation/simulateScenario";
import { SCENARIOS, type DeclaredResource, type Scenario } from "../../../../model/simulation/scenario";
import { simulatedPath } from "../../../../model/simulation/simulatedPath";
import { rows } from "../../../../rehearsal/provider/types/table";
import { realCatalog, releaseOf, stageOf } from "../../../support/release";

describe("the simulated deployment of this backend", function () {
  this.timeout(60_000);
  let resources: readonly DeclaredResource[] = [];

  before(async () => {
    const stage = stageOf("production");
    const release = releaseOf(await realCatalog());
    resources = await declaredResources(stageProgram({ stage, release }), stage.name);
  });

  it("has the calls of every type that a program may declare", () => {
    assert.deepEqual(
      [...rows.keys()].filter((type) => !(type in TYPE_CALLS)),
      [],
    );
  });

  it("has all resources of the program, in phases", () => {
    const names = resources.filter(({ phase }) => phase === null).map(({ name }) => name);
    assert.deepEqual([resources.length > 400, names], [true, ["alarm-stage"]]);
  });

  it("knows what a function depends on", () => {
    const { dependencies = [] } = resources.find(({ name }) => name === "gateway-health") ?? {};
    assert.deepEqual([...dependencies].sort(), [
      "gateway-logs",
      "gateway-policy",
      "gateway-role",
      "queue-sync",
      "user-pool",
    ]);
  });

  for (const scenario of SCENARIOS) {
    it(`is not faster than Lambda allows: ${scenario}`, () => {
      const { ms, requests } = simulateScenario(resources, scenario);
      const { sent = 0, throttled = 0 } = requests.get("lambda") ?? {};
      // GetFunction has a rate of its own, and about half of the requests.
      assert.ok(ms > ((sent - throttled) / 115) * 1000);
    });
  }

  it("ends with the last part of its critical path", () => {
    const simulation = simulateScenario(resources, "first");
    const last = simulatedPath(simulation).at(-1);
    assert.equal(last?.kind === "gate" ? last.gate.to : last?.operation.to, simulation.ms);
  });

  const MORE: readonly number[] = [64, 96, 128];
  const DEPLOYMENTS: readonly Scenario[] = ["first", "functions", "rollback"];
  for (const scenario of DEPLOYMENTS) {
    it(`gains less than a tenth from more operations at once: ${scenario}`, () => {
      const { ms } = simulateScenario(resources, scenario);
      const best = Math.min(...MORE.map((parallel) => simulateScenario(resources, scenario, { parallel }).ms));
      assert.ok(ms < best * 1.1, `${String(ENGINE_PARALLEL)} at once: ${String(ms)} ms, more: ${String(best)} ms`);
    });

    it(`would lose more than a tenth with the default of a machine with four processors: ${scenario}`, () => {
      const { ms } = simulateScenario(resources, scenario);
      assert.ok(simulateScenario(resources, scenario, { parallel: 16 }).ms > ms * 1.1);
    });

    it(`has far fewer throttled requests with adaptive retries, and takes as long: ${scenario}`, () => {
      const throttled = (retries: "standard" | "adaptive"): number =>
        [...simulateScenario(resources, scenario, { retries }).requests.values()].reduce(
          (sum, one) => sum + one.throttled,
          0,
        );
      const ms = (retries: "standard" | "adaptive"): number => simulateScenario(resources, scenario, { retries }).ms;
      assert.ok(throttled("adaptive") < throttled("standard") / 3);
      assert.ok(ms("adaptive") < ms("standard") * 1.15);
    });
  }
});
