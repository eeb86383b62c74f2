import { strict as assert } from "node:assert";
import { monitoredSince } from "../../../../automation/verification/liveSubject";

const NOW = 1_800_000_000_000;
const MINUTE = 60_000;

describe("monitoredSince", () => {
  it("is the end of the deployment, where that is less than an hour ago", () => {
    const endedAt = (NOW - 10 * MINUTE) / 1_000;
    assert.equal(monitoredSince({ id: endedAt - 60, endedAt }, NOW), NOW - 10 * MINUTE);
  });

  it("is an hour ago, where the deployment ended before that", () => {
    const endedAt = (NOW - 20 * 24 * 60 * MINUTE) / 1_000;
    assert.equal(monitoredSince({ id: endedAt - 60, endedAt }, NOW), NOW - 60 * MINUTE);
  });

  it("is the start of the deployment, where its end is not recorded", () => {
    const id = (NOW - 10 * MINUTE) / 1_000;
    assert.equal(monitoredSince({ id, endedAt: null }, NOW), NOW - 10 * MINUTE);
  });
});
