import { strict as assert } from "node:assert";
import { AdaptiveRate } from "../../../../model/simulation/adaptiveRate";

/** Sends for some seconds to a service that takes `limit` requests a second. */
function send(seconds: number, limit: number): { readonly sent: number; readonly throttled: number } {
  const rate = new AdaptiveRate();
  const result = { sent: 0, throttled: 0 };
  let tokens = limit;
  for (let tick = 1; tick <= seconds * 100; tick += 1) {
    const now = tick / 100;
    tokens = Math.min(limit, tokens + limit / 100);
    if (rate.acquire(now) > 0) continue;
    result.sent += 1;
    const isThrottled = tokens < 1;
    if (isThrottled) result.throttled += 1;
    else tokens -= 1;
    rate.update(isThrottled, now);
  }
  return result;
}

describe("AdaptiveRate", () => {
  it("does not limit a client that was never throttled", () => {
    assert.deepEqual(send(10, 1_000), { sent: 1_000, throttled: 0 });
  });

  it("keeps a client near the service's rate after it was throttled", () => {
    const { sent, throttled } = send(60, 15);
    const taken = (sent - throttled) / 60;
    assert.ok(taken > 9 && taken <= 15.3, `${String(taken)} a second`);
    assert.ok(throttled < sent / 10, `${String(throttled)} of ${String(sent)} throttled`);
  });
});
