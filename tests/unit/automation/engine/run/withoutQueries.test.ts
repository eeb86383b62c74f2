import { strict as assert } from "node:assert";
import type { OutputMap, Stack } from "@pulumi/pulumi/automation";
import { withoutQueries } from "../../../../../automation/engine/run/withoutQueries";

/** As the SDK has them: methods of the class. */
class FakeStack {
  readonly questions: string[] = [];

  outputs(): Promise<OutputMap> {
    this.questions.push("outputs");
    return Promise.resolve({ url: { value: "https://x", secret: false } });
  }

  info(): Promise<undefined> {
    this.questions.push("info");
    return Promise.resolve(undefined);
  }

  async up(): Promise<OutputMap> {
    const outputs = await this.outputs();
    await this.info();
    return outputs;
  }
}

describe("a run of the engine", () => {
  it("asks the CLI nothing after it", async () => {
    const stack = new FakeStack();
    const outputs = await withoutQueries(stack as unknown as Stack, () => stack.up());
    assert.deepEqual([outputs, stack.questions], [{}, []]);
  });

  it("leaves a stack that answers questions, also after a failure", async () => {
    const stack = new FakeStack();
    await assert.rejects(
      withoutQueries(stack as unknown as Stack, () => Promise.reject(new Error("killed"))),
      { message: "killed" },
    );
    assert.deepEqual(Object.keys(await stack.up()), ["url"]);
    assert.deepEqual(stack.questions, ["outputs", "info"]);
  });
});
