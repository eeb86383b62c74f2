import { strict as assert } from "node:assert";
import { graphOfEvents, graphOfSimulation } from "../../../../model/report/deploymentGraph";
import type { DeploymentEvent } from "../../../../model/release/event";
import { simulate, type PlannedOperation } from "../../../../model/simulation/simulation";
import { call, wait } from "../../../../model/simulation/step";

const TYPE = "aws:sqs/queue:Queue";

describe("the graph of a simulation", () => {
  const operation = (name: string, change: Partial<PlannedOperation>): PlannedOperation => ({
    name,
    type: TYPE,
    phase: "core",
    operation: "create",
    steps: [wait(1_000, "work"), call("sqs", "CreateQueue")],
    after: [],
    group: 1,
    ...change,
  });
  const planned = [
    operation("same", { operation: "same", steps: [] }),
    operation("a", { after: ["same"] }),
    operation("b", { after: ["a"] }),
  ];
  const graph = graphOfSimulation(
    simulate(planned, { parallel: 4, retries: "adaptive", gates: [[], [[wait(200, "gate")]]] }),
  );

  it("has the phases that change, with their gates", () => {
    assert.deepEqual(graph.phases, [{ phase: "core", changed: 2, from: 14, to: 2_821 }]);
  });

  it("has what takes time, and what most of it goes to", () => {
    assert.deepEqual(
      graph.path.map(({ name, operation: kind, from, to, mainly }) => [name, kind, from, to, mainly]),
      [
        ["a", "create", 14, 1_314, "work"],
        ["b", "create", 1_321, 2_621, "work"],
        ["Core infrastructure", "gate", 2_621, 2_821, null],
      ],
    );
  });

  it("sums what the time goes to", () => {
    assert.deepEqual(graph.bounds, [
      { title: "work", ms: 2_000 },
      { title: "latency of SQS", ms: 600 },
      { title: "gates", ms: 200 },
      { title: "engine", ms: 21 },
    ]);
  });
});

describe("the graph of recorded events", () => {
  const resource = (name: string, from: number, to: number): readonly DeploymentEvent[] => {
    const facts = { kind: "resource", type: TYPE, name, phase: "core", operation: "create" } as const;
    return [
      { ...facts, at: from, state: "began", ms: null },
      { ...facts, at: to, state: "done", ms: to - from },
    ];
  };
  const events: readonly DeploymentEvent[] = [
    { kind: "started", at: 1_000, who: "me", commit: null },
    ...resource("a", 2_000, 5_000),
    ...resource("b", 5_500, 6_500),
    { kind: "phase", at: 7_000, phase: "core", resources: 2, ms: 5_000 },
  ];

  it("has the times since the deployment began", () => {
    const graph = graphOfEvents(events, new Map([["b", ["a"]]]));
    assert.deepEqual(
      graph?.path.map(({ name, from, to }) => [name, from, to]),
      [
        ["a", 1_000, 4_000],
        ["b", 4_500, 5_500],
      ],
    );
    assert.deepEqual(graph?.phases, [{ phase: "core", changed: 2, from: 1_000, to: 6_000 }]);
  });

  it("tells operations from the time between them", () => {
    const graph = graphOfEvents(events, new Map([["b", ["a"]]]));
    assert.deepEqual([graph?.ms, graph?.bounds.map(({ ms }) => ms)], [5_500, [4_000, 1_500]]);
  });

  it("is absent where no operation was recorded", () => {
    assert.equal(graphOfEvents(events.slice(0, 1), new Map()), null);
  });
});
