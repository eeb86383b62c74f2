import { strict as assert } from "node:assert";
import { NoAnswer, Patience, unlessAborted } from "../../../automation/patience";

const never = (): Promise<never> => new Promise(() => undefined);

describe("patience", () => {
  const FOREVER = new AbortController().signal;

  it("ends with the answer", async () => {
    assert.equal(await new Patience(60_000, FOREVER).for(() => Promise.resolve(7)), 7);
  });

  it("ends with what went wrong", async () => {
    const wrong = new Error("wrong");
    await assert.rejects(
      new Patience(60_000, FOREVER).for(() => Promise.reject(wrong)),
      wrong,
    );
  });

  it("ends where nobody answers, and says after how long", async () => {
    await assert.rejects(new Patience(20, FOREVER).for(never), new NoAnswer(20));
  });

  it("is used up once: who comes later finds none", async () => {
    const patience = new Patience(20, FOREVER);
    await assert.rejects(patience.for(never));
    await assert.rejects(patience.for(never), new NoAnswer(20));
  });

  it("ends for the reason for which it was given up", async () => {
    const reason = new Error("enough");
    await assert.rejects(new Patience(60_000, AbortSignal.abort(reason)).for(never), reason);
  });

  it("does not wait for what does not heed the signal", async () => {
    const stop = new AbortController();
    const waiting = unlessAborted(never(), stop.signal);
    const reason = new Error("enough");
    stop.abort(reason);
    await assert.rejects(waiting, reason);
  });
});
