import { strict as assert } from "node:assert";
import { z } from "zod";
import { validEntries } from "../../../../../model/catalog/parse/validEntries";

const SCHEMA = z.strictObject({
  tables: z.record(z.string(), z.strictObject({ hash: z.string(), ttl: z.string().optional() })),
});

const CASES: Readonly<Record<string, readonly [value: unknown, expected: unknown]>> = {
  "an unknown key goes, and damages nothing": [
    { tables: { a: { hash: "id", hsah: "x" } }, extra: 1 },
    { value: { tables: { a: { hash: "id" } } }, invalidEntries: [] },
  ],
  "an optional value goes": [
    { tables: { a: { hash: "id", ttl: 5 } } },
    { value: { tables: { a: { hash: "id" } } }, invalidEntries: ["a"] },
  ],
  "an entry goes whose required value is wrong": [
    { tables: { a: { hash: 5 }, b: { hash: "id" } } },
    { value: { tables: { b: { hash: "id" } } }, invalidEntries: ["a"] },
  ],
  "an entry goes whose required value is missing": [
    { tables: { a: {}, b: { hash: "id" } } },
    { value: { tables: { b: { hash: "id" } } }, invalidEntries: ["a"] },
  ],
  "nothing is left where a section is wrong": [{ tables: 5 }, null],
  "nothing is left of another kind of file": [["a"], null],
};

describe("the valid entries of a file", () => {
  for (const [what, [value, expected]] of Object.entries(CASES))
    it(what, () => {
      assert.deepEqual(validEntries(value, SCHEMA), expected);
    });
});
