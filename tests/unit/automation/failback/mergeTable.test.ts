import { strict as assert } from "node:assert";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as fc from "fast-check";
import { ItemIndex } from "../../../../automation/failback/itemIndex";
import { keyOf, mergeTable, type MergedTable } from "../../../../automation/failback/mergeTable";
import { canonicalItem, type Item } from "../../../../model/backup/canonicalItem";
import { mergedVersion, mergeOf, type MergeCounts } from "../../../../model/backup/merge";
import { printSeed, propertyParameters } from "../../../support/property";

/** Value by key. */
type Content = Readonly<Record<string, string>>;

const item = (key: string, value: string): Item => ({ id: { S: key }, value: { S: value } });
const textsOf = (content: Content): readonly string[] =>
  Object.entries(content).map(([key, value]) => canonicalItem(item(key, value)));

interface Merged {
  readonly after: Content;
  readonly saved: Content;
  readonly counts: MergeCounts;
}

describe("the merge of a table", () => {
  let folder: string;
  before(async () => {
    printSeed();
    folder = await mkdtemp(join(tmpdir(), "listbackup-test-"));
  });
  after(() => rm(folder, { recursive: true }));

  /** @param size of the largest side, which the index gets */
  async function merged(base: Content | null, theirs: Content, ours: Content, size = 10): Promise<Merged> {
    const home = new Map(Object.entries(ours));
    const saved = new Map<string, string>();
    async function* stream(content: Content): AsyncGenerator<string> {
      await Promise.resolve();
      yield* textsOf(content);
    }
    const idOf = (one: Item): string => String(one["id"]?.["S"]);
    const table: MergedTable = {
      keys: ["id"],
      base: base === null ? null : stream(base),
      theirs: () => stream(theirs),
      ours: () => stream(ours),
      readOurs: (keys) =>
        Promise.resolve(
          keys.flatMap((key) => {
            const value = home.get(idOf(key));
            return value === undefined ? [] : [item(idOf(key), value)];
          }),
        ),
      saveConflicts: (items) => {
        for (const one of items) saved.set(idOf(one), String(one["value"]?.["S"]));
        return Promise.resolve();
      },
      finishConflicts: () => Promise.resolve(),
      put: (text) => {
        const one = JSON.parse(text) as Item;
        home.set(idOf(one), String(one["value"]?.["S"]));
        return Promise.resolve();
      },
      delete: (key) => {
        home.delete(idOf(key));
        return Promise.resolve();
      },
      finish: () => Promise.resolve(),
    };
    const index = new ItemIndex(folder, size);
    try {
      const counts = await mergeTable(table, index);
      return { after: Object.fromEntries(home), saved: Object.fromEntries(saved), counts };
    } finally {
      await index.remove();
    }
  }

  const content = fc.dictionary(fc.constantFrom("1", "2", "3", "4", "5", 'a\n"b'), fc.constantFrom("a", "b", "c"));

  it("has the merged version of every item, and saves each that was lost", async () => {
    await fc.assert(
      fc.asyncProperty(content, content, content, fc.constantFrom(1, 1_000_000), async (base, theirs, ours, size) => {
        const { after, saved } = await merged(base, theirs, ours, size);
        for (const key of new Set([...Object.keys(base), ...Object.keys(theirs), ...Object.keys(ours)])) {
          const versions = { base: base[key] ?? null, theirs: theirs[key] ?? null, ours: ours[key] ?? null };
          assert.equal(after[key] ?? null, mergedVersion(versions));
          assert.equal(saved[key] ?? null, mergeOf(versions).kind === "conflict" ? versions.ours : null);
        }
      }),
      propertyParameters(60),
    );
  });

  it("writes nothing the second time", async () => {
    await fc.assert(
      fc.asyncProperty(content, content, content, async (base, theirs, ours) => {
        const { after } = await merged(base, theirs, ours);
        const { counts } = await merged(base, theirs, after);
        assert.deepEqual([counts.written, counts.deleted, counts.conflicts], [0, 0, 0]);
      }),
      propertyParameters(30),
    );
  });

  it("deletes nothing where the set has no items to compare with", async () => {
    const { after, saved } = await merged(null, { "1": "theirs" }, { "1": "ours", "2": "ours" });
    assert.deepEqual([after, saved], [{ "1": "theirs", "2": "ours" }, { "1": "ours" }]);
  });

  it("leaves no file", async () => {
    await merged({}, { "1": "a" }, {});
    assert.deepEqual(await readdir(folder), []);
  });

  it("finds the key of an item, whatever the order of its attributes", () => {
    assert.equal(keyOf('{"value":{"S":"x"},"id":{"S":"1"}}', ["id"]), '{"id":{"S":"1"}}');
  });
});
