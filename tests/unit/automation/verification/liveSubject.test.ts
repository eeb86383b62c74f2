import { strict as assert } from "node:assert";
import { watchedSince } from "../../../../automation/verification/liveSubject";

const NOW = 1_800_000_000_000;
const MINUTE = 60_000;

describe("from when on a live stage is watched", () => {
  it("is when its release came up, where that is not long ago", () => {
    const endedAt = (NOW - 10 * MINUTE) / 1_000;
    assert.equal(watchedSince({ id: endedAt - 60, endedAt }, NOW), NOW - 10 * MINUTE);
  });

  it("is an hour ago, where the release came up before that", () => {
    const endedAt = (NOW - 20 * 24 * 60 * MINUTE) / 1_000;
    assert.equal(watchedSince({ id: endedAt - 60, endedAt }, NOW), NOW - 60 * MINUTE);
  });

  it("is when its deployment began, where nothing says when it ended", () => {
    const id = (NOW - 10 * MINUTE) / 1_000;
    assert.equal(watchedSince({ id, endedAt: null }, NOW), NOW - 10 * MINUTE);
  });
});
