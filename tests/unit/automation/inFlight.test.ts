import { strict as assert } from "node:assert";
import { InFlight } from "../../../automation/inFlight";

describe("a question in flight", () => {
  const asking = (): { readonly ask: (key: string, fails?: boolean) => Promise<number>; readonly asked: string[] } => {
    const [questions, asked] = [new InFlight<string, number>(), [] as string[]];
    return {
      asked,
      ask: (key, fails = false) =>
        questions.ask(key, async () => {
          asked.push(key);
          await Promise.resolve();
          if (fails) throw new Error("no answer");
          return asked.length;
        }),
    };
  };

  it("is asked once by all who ask before the answer", async () => {
    const { ask, asked } = asking();
    assert.deepEqual([await Promise.all([ask("a"), ask("a")]), asked], [[1, 1], ["a"]]);
  });

  it("is another one with another key", async () => {
    const { ask, asked } = asking();
    await Promise.all([ask("a"), ask("b")]);
    assert.deepEqual(asked, ["a", "b"]);
  });

  for (const fails of [false, true])
    it(`is asked again after ${fails ? "an error" : "the answer"}`, async () => {
      const { ask, asked } = asking();
      await ask("a", fails).catch(() => undefined);
      await ask("a");
      assert.deepEqual(asked, ["a", "a"]);
    });
});
