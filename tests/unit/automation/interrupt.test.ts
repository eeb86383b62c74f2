import { strict as assert } from "node:assert";
import { engineSignal, SIGNALLED_BY_TERMINAL, onInterrupt, type Interruption } from "../../../automation/interrupt";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

describe("a signal", () => {
  let lines: string[];
  let interruption: Interruption;
  /** Of other test files of this process: they would end it. */
  let others: (readonly [signal: NodeJS.Signals, listener: NodeJS.SignalsListener])[];
  beforeEach(() => {
    lines = [];
    others = SIGNALS.flatMap((signal) => process.listeners(signal).map((listener) => [signal, listener] as const));
    for (const [signal, listener] of others) process.off(signal, listener);
    interruption = onInterrupt((line) => lines.push(line));
  });
  afterEach(() => {
    interruption.close();
    for (const [signal, listener] of others) process.on(signal, listener);
  });

  for (const signal of SIGNALS) {
    it(`cancels at the first ${signal}, and says how to stop at once`, () => {
      process.emit(signal, signal);
      assert.deepEqual([interruption.signal.aborted, lines.length], [true, 1]);
      assert.match(lines[0] ?? "", /Stopping after the operations in flight.*again to stop at once/);
    });

    it(`stops at once at the second ${signal}`, () => {
      process.emit(signal, signal);
      process.emit(signal, signal);
      assert.match(lines[1] ?? "", /Stopping at once/);
    });

    it(`is ignored after the end: ${signal}`, () => {
      const during = process.listenerCount(signal);
      interruption.close();
      assert.equal(process.listenerCount(signal), during - 1);
    });
  }

  it("is passed to the engine if only the driver got it", () => {
    const controller = new AbortController();
    const passed = engineSignal(controller.signal);
    controller.abort("sender asked");
    assert.deepEqual([passed?.aborted, passed?.reason], [true, "sender asked"]);
  });

  it("is passed to the engine if it came earlier", () => {
    assert.equal(engineSignal(AbortSignal.abort("sender asked"))?.aborted, true);
  });

  it("is not passed on if the terminal signalled the engine too", () => {
    const controller = new AbortController();
    const passed = engineSignal(controller.signal);
    controller.abort(SIGNALLED_BY_TERMINAL);
    assert.equal(passed?.aborted, false);
  });
});
