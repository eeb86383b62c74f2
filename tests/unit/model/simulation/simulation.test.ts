import { strict as assert } from "node:assert";
import * as fc from "fast-check";
import { boundsOf, simulatedPath, simulatedPhases } from "../../../../model/simulation/simulatedPath";
import { simulate, type PlannedOperation, type SimulationSettings } from "../../../../model/simulation/simulation";
import { call, wait, type Step } from "../../../../model/simulation/step";
import { propertyParameters, printSeed } from "../../../support/property";

const ENGINE_MS = 7;
const SETTINGS: SimulationSettings = { parallel: 10, retries: "adaptive" };

function operation(name: string, steps: readonly Step[], after: readonly string[] = [], group = 0): PlannedOperation {
  return { name, type: "aws:sqs/queue:Queue", phase: null, operation: "create", steps, after, group };
}

const second = [wait(1_000, "work")];

/** End of each operation by its name. ms */
function ends(planned: readonly PlannedOperation[], settings: Partial<SimulationSettings> = {}): object {
  const { operations } = simulate(planned, { ...SETTINGS, ...settings });
  return Object.fromEntries(operations.map(({ name, to }) => [name, to]));
}

describe("simulate", () => {
  it("runs what does not depend on each other side by side", () => {
    assert.deepEqual(ends([operation("a", second), operation("b", second)]), { a: 1_007, b: 1_014 });
  });

  it("starts an operation when all that it depends on are done", () => {
    const planned = [operation("c", second, ["a", "b"]), operation("a", second), operation("b", [wait(500, "work")])];
    assert.deepEqual(ends(planned), { b: 514, a: 1_007, c: 2_014 });
  });

  it("ignores what an operation depends on outside the deployment", () => {
    assert.deepEqual(ends([operation("a", second, ["elsewhere"])]), { a: 1_007 });
  });

  it("runs as many at once as the engine does", () => {
    const planned = ["a", "b", "c"].map((name) => operation(name, second));
    assert.deepEqual(ends(planned, { parallel: 1 }), { a: 1_007, b: 2_007, c: 3_007 });
  });

  it("starts a group when the gate after the one before it has passed", () => {
    const planned = [operation("a", second), operation("b", second, [], 1)];
    const gates = [[[wait(200, "gate")], [wait(300, "gate")]]];
    assert.deepEqual(ends(planned, { gates }), { a: 1_007, b: 2_314 });
  });

  it("waits for the gate after the last group", () => {
    const gates = [[[wait(300, "gate")]]];
    assert.equal(simulate([operation("a", second)], { ...SETTINGS, gates }).ms, 1_307);
  });

  it("takes no time for AWS where nothing differs", () => {
    const planned = [{ ...operation("a", []), operation: "same" as const }];
    assert.equal(simulate(planned, SETTINGS).ms, ENGINE_MS);
  });

  it("lets a function wait until its new role is known", () => {
    const role = { ...operation("role", second), type: "aws:iam/role:Role" };
    const fn = operation("function", [{ kind: "new role", ageMs: 4_000 }, ...second], ["role"]);
    assert.deepEqual(ends([role, fn]), { role: 1_007, function: 6_007 });
  });

  it("refuses operations that wait for each other", () => {
    assert.throws(() => simulate([operation("a", [], ["b"]), operation("b", [], ["a"])], SETTINGS));
  });

  const calling = Array.from({ length: 151 }, (_, n) =>
    operation(`function-${String(n)}`, [call("lambda", "CreateAlias"), call("lambda", "GetAlias")]),
  );

  it("is not faster than the rate of a service", () => {
    const { ms } = simulate(calling, { ...SETTINGS, parallel: 100 });
    assert.ok(ms >= ((302 - 15) / 15) * 1000, String(ms));
  });

  it("has fewer throttled requests with adaptive retries", () => {
    const throttled = (retries: SimulationSettings["retries"]): number =>
      simulate(calling, { parallel: 100, retries }).requests.get("lambda")?.throttled ?? 0;
    assert.ok(throttled("adaptive") < throttled("standard") / 2);
  });

  it("counts each request that was sent", () => {
    const { requests } = simulate(calling, { parallel: 1, retries: "standard" });
    const { sent = 0, throttled = 0 } = requests.get("lambda") ?? {};
    assert.equal(sent - throttled, 302);
  });

  it("has the same result each time", () => {
    const settings = { parallel: 64, retries: "standard" } as const;
    assert.deepEqual(simulate(calling, settings), simulate(calling, settings));
  });
});

describe("the critical path of a simulation", () => {
  before(printSeed);

  const names = (planned: readonly PlannedOperation[], settings: Partial<SimulationSettings> = {}): readonly string[] =>
    simulatedPath(simulate(planned, { ...SETTINGS, ...settings })).map((part) =>
      part.kind === "gate" ? `gate ${String(part.gate.group)}` : part.operation.name,
    );

  it("goes through dependencies and gates", () => {
    const planned = [
      operation("a", second),
      operation("b", [wait(100, "work")]),
      operation("c", second, ["a", "b"]),
      operation("d", second, [], 1),
    ];
    assert.deepEqual(names(planned), ["a", "c", "gate 0", "d", "gate 1"]);
  });

  it("goes through the operation that a slot was taken by", () => {
    const planned = [operation("a", second), operation("b", second)];
    assert.deepEqual(names(planned, { parallel: 1 }), ["a", "b", "gate 0"]);
  });

  it("sums to the duration, for random deployments", () => {
    const steps = fc.array(
      fc.oneof(
        fc.integer({ min: 0, max: 5_000 }).map((ms) => wait(ms, "work")),
        fc.constantFrom(
          call("lambda", "CreateAlias"),
          call("apigateway", "CreateDeployment"),
          call("ses", "GetTemplate"),
        ),
      ),
      { maxLength: 4 },
    );
    const deployment = fc.array(
      fc.record({ steps, before: fc.array(fc.nat(60), { maxLength: 4 }), group: fc.nat(2) }),
      {
        minLength: 1,
        maxLength: 60,
      },
    );
    fc.assert(
      fc.property(
        deployment,
        fc.integer({ min: 1, max: 20 }),
        fc.constantFrom("standard", "adaptive"),
        (all, parallel, retries) => {
          const planned = all.map(({ steps: own, before, group }, index) => {
            const after = before.filter((one) => one < index).map(String);
            return operation(String(index), own, after, group);
          });
          const simulation = simulate(planned, {
            parallel,
            retries,
            gates: [[second], [], [second, []]],
          });
          const path = simulatedPath(simulation);
          let at = 0;
          for (const part of path) {
            const { from, to } = part.kind === "gate" ? part.gate : part.operation;
            // Between two parts only the engine works.
            assert.ok(
              from >= at - 1e-6 && from <= at + planned.length * ENGINE_MS + 1e-6,
              `${String(at)} to ${String(from)}`,
            );
            at = to;
          }
          assert.ok(Math.abs(at - simulation.ms) < 1e-6);
          const sum = boundsOf(path, simulation.ms).reduce((total, { ms }) => total + ms, 0);
          assert.ok(Math.abs(sum - simulation.ms) < 1e-3);
        },
      ),
      propertyParameters(60),
    );
  });

  it("names what the time went to, the largest first", () => {
    const simulation = simulate([operation("a", [...second, call("sqs", "CreateQueue")])], SETTINGS);
    assert.deepEqual(boundsOf(simulatedPath(simulation), simulation.ms), [
      { title: "work", ms: 1_000 },
      { title: "latency of SQS", ms: 300 },
      { title: "engine", ms: ENGINE_MS },
    ]);
  });
});

describe("simulatedPhases", () => {
  it("has the phases that change, with their gates", () => {
    const gates = [[[wait(100, "gate")]]];
    const planned = [{ ...operation("a", second), phase: "certificates" as const }];
    assert.deepEqual(simulatedPhases(simulate(planned, { ...SETTINGS, gates })), [
      { phase: "certificates", from: 7, to: 1_107, changed: 1 },
    ]);
  });
});
