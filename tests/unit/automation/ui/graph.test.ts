import { strict as assert } from "node:assert";
import { criticalPathLines, mermaidLines } from "../../../../automation/ui/graph";
import type { DeploymentGraph } from "../../../../model/report/deploymentGraph";

const GRAPH: DeploymentGraph = {
  ms: 95_000,
  phases: [
    { phase: "core", changed: 1, from: 0, to: 60_000 },
    { phase: "auth", changed: 12, from: 60_000, to: 95_000 },
  ],
  path: [
    { name: "queue-sync", type: "aws:sqs/queue:Queue", operation: "create", from: 0, to: 26_000, mainly: "six reads" },
    { name: "Core infrastructure", type: null, operation: "gate", from: 26_000, to: 26_500, mainly: null },
  ],
  bounds: [{ title: "rate of Lambda", ms: 12_000 }],
};

describe("a deployment's graph", () => {
  it("is a flowchart of its phases, with the gates between them", () => {
    assert.deepEqual(mermaidLines(GRAPH), [
      "flowchart TD",
      '  core["2. Core infrastructure<br/>1 change, 1 min 00 s"]',
      '  auth["5. Auth service<br/>12 changes, 35 s"]',
      '  end_of_deployment(["1 min 35 s"])',
      '  core -- "tables active" --> auth',
      '  auth -- "functions live, auth answers" --> end_of_deployment',
    ]);
  });

  it("has a table of the critical path, and of what its time goes to", () => {
    assert.deepEqual(criticalPathLines(GRAPH, Infinity), [
      "from   took   what    name                            mainly",
      "0.0 s  26 s   create  queue-sync                      six reads",
      "26 s   0.5 s  gate    gate after Core infrastructure",
      "",
      "The time on this path:",
      "12 s  rate of Lambda",
    ]);
  });

  it("fits a narrow terminal", () => {
    assert.equal(criticalPathLines(GRAPH, 40)[1], "0.0 s  26 s   create  queue-sync       …");
  });
});
