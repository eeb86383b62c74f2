import { strict as assert } from "node:assert";
import { engineSignal, SIGNALLED_BY_TERMINAL, onInterrupt, type Interruption } from "../../../automation/interrupt";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

describe("a signal", () => {
  let said: string[];
  let interruption: Interruption;
  /** Of other test files of this process: they would end it. */
  let others: (readonly [signal: NodeJS.Signals, listener: NodeJS.SignalsListener])[];
  beforeEach(() => {
    said = [];
    others = SIGNALS.flatMap((signal) => process.listeners(signal).map((listener) => [signal, listener] as const));
    for (const [signal, listener] of others) process.off(signal, listener);
    interruption = onInterrupt((line) => said.push(line));
  });
  afterEach(() => {
    interruption.close();
    for (const [signal, listener] of others) process.on(signal, listener);
  });

  for (const signal of SIGNALS) {
    it(`cancels at the first ${signal}, and says how to stop at once`, () => {
      process.emit(signal, signal);
      assert.deepEqual([interruption.signal.aborted, said.length], [true, 1]);
      assert.match(said[0] ?? "", /Stopping after the operations in flight.*again to stop at once/);
    });

    it(`stops at once at the second ${signal}`, () => {
      process.emit(signal, signal);
      process.emit(signal, signal);
      assert.match(said[1] ?? "", /Stopping at once/);
    });

    it(`is ignored after the end: ${signal}`, () => {
      const during = process.listenerCount(signal);
      interruption.close();
      assert.equal(process.listenerCount(signal), during - 1);
    });
  }

  it("is passed to the engine if only the driver got it", () => {
    const controller = new AbortController();
    const told = engineSignal(controller.signal);
    controller.abort("somebody asked");
    assert.deepEqual([told?.aborted, told?.reason], [true, "somebody asked"]);
  });

  it("is passed to the engine if it came earlier", () => {
    assert.equal(engineSignal(AbortSignal.abort("somebody asked"))?.aborted, true);
  });

  it("is not passed on if the terminal signalled the engine too", () => {
    const controller = new AbortController();
    const told = engineSignal(controller.signal);
    controller.abort(SIGNALLED_BY_TERMINAL);
    assert.equal(told?.aborted, false);
  });
});
