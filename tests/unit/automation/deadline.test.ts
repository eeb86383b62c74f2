import { strict as assert } from "node:assert";
import { TimeoutError, Deadline, raceAbort } from "../../../automation/deadline";

const never = (): Promise<never> => new Promise(() => undefined);

describe("a deadline", () => {
  const FOREVER = new AbortController().signal;

  it("returns the answer", async () => {
    assert.equal(await new Deadline(60_000, FOREVER).run(() => Promise.resolve(7)), 7);
  });

  it("throws the error of the work", async () => {
    const wrong = new Error("wrong");
    await assert.rejects(
      new Deadline(60_000, FOREVER).run(() => Promise.reject(wrong)),
      wrong,
    );
  });

  it("throws after the limit, with its length", async () => {
    await assert.rejects(new Deadline(20, FOREVER).run(never), new TimeoutError(20));
  });

  it("is shared by several waits", async () => {
    const deadline = new Deadline(20, FOREVER);
    await assert.rejects(deadline.run(never));
    await assert.rejects(deadline.run(never), new TimeoutError(20));
  });

  it("throws the abort reason", async () => {
    const reason = new Error("enough");
    await assert.rejects(new Deadline(60_000, AbortSignal.abort(reason)).run(never), reason);
  });

  it("does not wait for work that ignores the signal", async () => {
    const stop = new AbortController();
    const waiting = raceAbort(never(), stop.signal);
    const reason = new Error("enough");
    stop.abort(reason);
    await assert.rejects(waiting, reason);
  });
});
