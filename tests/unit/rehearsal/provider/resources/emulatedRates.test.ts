import { strict as assert } from "node:assert";
import { RETRY_MODE } from "../../../../../model/limits/requestSettings";
import { operationSteps } from "../../../../../model/simulation/operationSteps";
import { simulate, type PlannedOperation } from "../../../../../model/simulation/simulation";
import { EmulatedRates, type Clock } from "../../../../../rehearsal/provider/resources/emulatedRates";

/** A clock that only waiting moves: one operation after the other. */
function fakeClock(): Clock & { readonly slept: () => number } {
  let at = 1_000;
  return {
    now: () => at,
    sleep: (ms) => {
      at += ms;
      return Promise.resolve();
    },
    slept: () => at - 1_000,
  };
}

const SCALE = 20;
const ENGINE_MS = 7;
const TYPES = [
  "aws:lambda/function:Function",
  "aws:lambda/alias:Alias",
  "aws:sqs/queue:Queue",
  "aws:apigatewayv2/deployment:Deployment",
  "aws:apigatewayv2/deployment:Deployment",
  "aws:cloudwatch/metricAlarm:MetricAlarm",
];

describe("emulated rates", () => {
  it("take as long as the simulation of the same operations", async () => {
    const planned = TYPES.map((type, index): PlannedOperation => ({
      name: String(index),
      type,
      phase: null,
      operation: "create",
      steps: operationSteps(type, "create", {}),
      after: index === 0 ? [] : [String(index - 1)],
      group: 0,
    }));
    const { ms } = simulate(planned, { parallel: 1, retries: RETRY_MODE });
    const clock = fakeClock();
    const rates = new EmulatedRates(SCALE, clock);
    for (const type of TYPES) await rates.take(type, "create", {});
    // The engine's own time is in the simulation only.
    const emulated = clock.slept() * SCALE + TYPES.length * ENGINE_MS;
    assert.ok(Math.abs(ms - emulated) < 100, `${String(ms)} and ${String(emulated)}`);
  });

  it("let a function wait until its new role is known", async () => {
    const clock = fakeClock();
    const rates = new EmulatedRates(1, clock);
    rates.created("aws:iam/role:Role", { arn: "arn:aws:iam::1:role/new" });
    await rates.take("aws:lambda/function:Function", "create", { role: "arn:aws:iam::1:role/new" });
    const waited = clock.slept();
    await rates.take("aws:lambda/function:Function", "create", { role: "arn:aws:iam::1:role/old" });
    assert.equal(Math.round(waited - (clock.slept() - waited)), 10_000);
  });

  it("take longer once AWS throttles", async () => {
    const clock = fakeClock();
    const rates = new EmulatedRates(1, clock);
    const times: number[] = [];
    for (let n = 0; n < 2; n += 1) {
      const before = clock.slept();
      await rates.take("aws:apigatewayv2/domainName:DomainName", "create", {});
      times.push(clock.slept() - before);
    }
    const [first = 0, second = 0] = times;
    assert.ok(second > first + 15_000, String(times));
  });
});
