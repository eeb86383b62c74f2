import { strict as assert } from "node:assert";
import { API_SERVICES, burstOf, ratesOf, type ApiRate } from "../../../../model/limits/apiRates";

const ROWS = Object.entries(API_SERVICES).flatMap(([service, { rates }]) =>
  (rates as readonly ApiRate[]).map((rate) => ({ service, rate })),
);

describe("rates of AWS's control planes", () => {
  it("name a source, a date and a positive rate in each row", () => {
    const incomplete = ROWS.filter(
      ({ rate }) => rate.source === "" || !/^\d{4}-\d{2}-\d{2}$/.test(rate.readOn) || !(rate.perSecond > 0),
    );
    assert.deepEqual(incomplete, []);
  });

  it("name a page of AWS in each documented row", () => {
    const elsewhere = ROWS.filter(
      ({ rate }) => rate.basis === "documented" && !rate.source.startsWith("https://docs.aws.amazon.com/"),
    );
    assert.deepEqual(elsewhere, []);
  });

  it("give each operation one bucket of its own at most", () => {
    const named = ROWS.flatMap(({ service, rate }) =>
      Array.isArray(rate.operations) ? (rate.operations as readonly string[]).map((name) => `${service} ${name}`) : [],
    );
    assert.deepEqual(named, [...new Set(named)]);
  });

  const PER_SECOND: readonly (readonly [...Parameters<typeof ratesOf>, readonly number[]])[] = [
    ["lambda", "GetFunction", [100]],
    ["lambda", "CreateFunction", [15]],
    ["apigateway", "CreateDeployment", [1 / 5, 10]],
    ["apigateway", "CreateStage", [10]],
    ["dynamodb", "CreateTable", [2_500]],
  ];
  for (const [service, operation, expected] of PER_SECOND) {
    it(`limit ${operation} of ${service} by ${expected.map((one) => one.toFixed(1)).join(" and ")} a second`, () => {
      assert.deepEqual(
        ratesOf(service, operation).map(({ perSecond }) => perSecond),
        expected,
      );
    });
  }

  it("assume a burst of a second's requests, and of one where that is less", () => {
    const [creations, all] = ratesOf("apigateway", "CreateDeployment");
    const [functions] = ratesOf("lambda", "CreateFunction");
    assert.deepEqual(
      [creations, all, functions].map((rate) => rate && burstOf(rate)),
      [1, 40, 15],
    );
  });
});
