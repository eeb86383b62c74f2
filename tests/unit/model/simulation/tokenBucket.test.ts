import { strict as assert } from "node:assert";
import { ControlPlanes } from "../../../../model/simulation/tokenBucket";

/** Of `count` requests at a time, how many are accepted. */
function accepted(planes: ControlPlanes, operation: string, now: number, count: number): number {
  return Array.from({ length: count }, () => planes.accepts("apigateway", operation, now)).filter(Boolean).length;
}

describe("ControlPlanes", () => {
  it("accept the burst, and throttle the rest", () => {
    assert.equal(accepted(new ControlPlanes(), "GetApi", 0, 100), 40);
  });

  it("accept again at the rate", () => {
    const planes = new ControlPlanes();
    accepted(planes, "GetApi", 0, 100);
    assert.equal(accepted(planes, "GetApi", 500, 100), 5);
  });

  it("limit an operation with a quota of its own by that, too", () => {
    const planes = new ControlPlanes();
    assert.deepEqual(
      [0, 4_999, 5_000].map((now) => accepted(planes, "CreateDeployment", now, 1)),
      [1, 0, 1],
    );
  });

  it("take nothing of the account's requests for a throttled one", () => {
    const planes = new ControlPlanes();
    accepted(planes, "CreateDeployment", 0, 100);
    assert.equal(accepted(planes, "GetApi", 0, 100), 39);
  });
});
