import { strict as assert } from "node:assert";
import { JournalWriter } from "../../../../../automation/engine/journal/journalWriter";
import type { RegisteredResource } from "../../../../../automation/engine/program/registration";
import type { PlannedOperation } from "../../../../../automation/engine/journal/runPlan";

const HEADER = { schema: 1, operation: "up", startedAt: 0, deletions: [] } as const;

const resource = (urn: string, more: Partial<RegisteredResource> = {}): RegisteredResource => ({
  urn,
  type: "aws:sqs/queue:Queue",
  custom: true,
  inputs: {},
  additionalSecretOutputs: [],
  ...more,
});
const component = (urn: string, parent?: string): RegisteredResource =>
  resource(urn, { type: "my:index:C", custom: false, ...(parent === undefined ? {} : { parent }) });

/** A store that holds each object back until it is let go. */
class HeldStore {
  readonly objects: unknown[] = [];
  readonly #held: (() => void)[] = [];

  readonly store = (_number: number, content: string): Promise<void> => {
    this.objects.push(JSON.parse(content));
    return new Promise((resolve) => this.#held.push(resolve));
  };

  async letGo(): Promise<void> {
    this.#held.shift()?.();
    await burst();
  }
}

/** Until the writer has collected what is registered at once. */
async function burst(): Promise<void> {
  await new Promise(setImmediate);
  await new Promise(setImmediate);
}

const urnsOf = (batch: unknown): readonly string[] => (batch as { urn: string }[]).map(({ urn }) => urn);

describe("the writer of a journal", () => {
  const operations: Record<string, PlannedOperation> = { same: "same" };
  const planned = { operationOf: (urn: string): PlannedOperation => operations[urn] ?? "create" };

  async function begun(): Promise<{ writer: JournalWriter; held: HeldStore }> {
    const held = new HeldStore();
    const writer = new JournalWriter(held.store, planned);
    const header = writer.begin(HEADER);
    await held.letGo();
    await header;
    return { writer, held };
  }

  it("stores an entry before it lets the resource be registered", async () => {
    const { writer, held } = await begun();
    let isStored = false;
    const stored = writer.add(resource("a"))?.then(() => (isStored = true));
    await burst();
    assert.deepEqual([urnsOf(held.objects[1]), isStored], [["a"], false]);
    await held.letGo();
    await stored;
    assert.equal(isStored, true);
  });

  it("collects entries while an object is being stored", async () => {
    const { writer, held } = await begun();
    void writer.add(resource("a"));
    await burst();
    void writer.add(resource("b"));
    void writer.add(resource("c"));
    await held.letGo();
    assert.deepEqual(held.objects.slice(1).map(urnsOf), [["a"], ["b", "c"]]);
  });

  it("stores what is registered in one burst in one object", async () => {
    const { writer, held } = await begun();
    void writer.add(resource("a"));
    for (let step = 0; step < 10; step += 1) await Promise.resolve();
    void writer.add(resource("b"));
    await burst();
    assert.deepEqual(held.objects.slice(1).map(urnsOf), [["a", "b"]]);
  });

  it("holds nothing back that is unchanged", async () => {
    const { writer } = await begun();
    assert.equal(writer.add(resource("same")), null);
  });

  it("stores components and the provider with their first changed child", async () => {
    const { writer, held } = await begun();
    const child = { parent: "inner", provider: "provider::1" };
    const above = [
      component("outer"),
      component("inner", "outer"),
      resource("provider", { type: "pulumi:providers:aws" }),
    ];
    for (const one of [...above, ...["same", "a", "b"].map((of) => resource(of, child))]) void writer.add(one);
    await burst();
    assert.deepEqual(held.objects.slice(1).map(urnsOf), [["outer", "inner", "provider", "a", "b"]]);
  });

  it("lets nothing be registered after an object could not be stored", async () => {
    const failure = new Error("no answer");
    let count = 0;
    const writer = new JournalWriter(() => (count++ === 0 ? Promise.resolve() : Promise.reject(failure)), planned);
    await writer.begin(HEADER);
    await assert.rejects(writer.add(resource("a")) ?? Promise.resolve(), failure);
    await assert.rejects(writer.add(resource("b")) ?? Promise.resolve(), failure);
    assert.deepEqual([writer.failure, count], [failure, 2]);
  });
});
