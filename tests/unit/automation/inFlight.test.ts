import { strict as assert } from "node:assert";
import { InFlight } from "../../../automation/inFlight";

describe("a question in flight", () => {
  const asking = (): { readonly ask: (key: string, fails?: boolean) => Promise<number>; readonly keys: string[] } => {
    const [questions, keys] = [new InFlight<string, number>(), [] as string[]];
    return {
      keys,
      ask: (key, fails = false) =>
        questions.ask(key, async () => {
          keys.push(key);
          await Promise.resolve();
          if (fails) throw new Error("no answer");
          return keys.length;
        }),
    };
  };

  it("is asked once by all who ask before the answer", async () => {
    const { ask, keys } = asking();
    assert.deepEqual([await Promise.all([ask("a"), ask("a")]), keys], [[1, 1], ["a"]]);
  });

  it("is another one with another key", async () => {
    const { ask, keys } = asking();
    await Promise.all([ask("a"), ask("b")]);
    assert.deepEqual(keys, ["a", "b"]);
  });

  for (const fails of [false, true])
    it(`is asked again after ${fails ? "an error" : "the answer"}`, async () => {
      const { ask, keys } = asking();
      await ask("a", fails).catch(() => undefined);
      await ask("a");
      assert.deepEqual(keys, ["a", "a"]);
    });
});
