import { strict as assert } from "node:assert";
import { TimeoutError, Deadline, raceAbort } from "../../../automation/deadline";

const never = (): Promise<never> => new Promise(() => undefined);

describe("patience", () => {
  const FOREVER = new AbortController().signal;

  it("ends with the answer", async () => {
    assert.equal(await new Deadline(60_000, FOREVER).run(() => Promise.resolve(7)), 7);
  });

  it("ends with what went wrong", async () => {
    const wrong = new Error("wrong");
    await assert.rejects(
      new Deadline(60_000, FOREVER).run(() => Promise.reject(wrong)),
      wrong,
    );
  });

  it("ends where nobody answers, and says after how long", async () => {
    await assert.rejects(new Deadline(20, FOREVER).run(never), new TimeoutError(20));
  });

  it("is used up once: who comes later finds none", async () => {
    const patience = new Deadline(20, FOREVER);
    await assert.rejects(patience.run(never));
    await assert.rejects(patience.run(never), new TimeoutError(20));
  });

  it("ends for the reason for which it was given up", async () => {
    const reason = new Error("enough");
    await assert.rejects(new Deadline(60_000, AbortSignal.abort(reason)).run(never), reason);
  });

  it("does not wait for what does not heed the signal", async () => {
    const stop = new AbortController();
    const waiting = raceAbort(never(), stop.signal);
    const reason = new Error("enough");
    stop.abort(reason);
    await assert.rejects(waiting, reason);
  });
});
