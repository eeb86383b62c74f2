import { strict as assert } from "node:assert";
import * as fc from "fast-check";
import {
  canonicalItem,
  canonicalNumber,
  itemOfLine,
  lineOf,
  type AttributeValue,
  type Item,
} from "../../model/backup/canonicalItem";
import { ItemDigest } from "../../model/backup/itemDigest";
import { printSeed, propertyParameters } from "../support/property";

const bytes = fc.uint8Array({ minLength: 1, maxLength: 8 });
const numbers = fc.oneof(
  fc.integer().map(String),
  fc
    .tuple(fc.bigInt({ min: 0n, max: 10n ** 38n - 1n }), fc.integer({ min: -60, max: 60 }))
    .map(([digits, exponent]) => `${String(digits)}E${String(exponent)}`),
);
const { value: values } = fc.letrec<{ value: AttributeValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.string({ unit: "binary" }).map((S) => ({ S })),
    numbers.map((N) => ({ N })),
    bytes.map((B) => ({ B })),
    fc.boolean().map((BOOL) => ({ BOOL })),
    fc.constant({ NULL: true }),
    fc.uniqueArray(fc.string(), { minLength: 1, maxLength: 4 }).map((SS) => ({ SS })),
    fc.uniqueArray(fc.integer().map(String), { minLength: 1, maxLength: 4 }).map((NS) => ({ NS })),
    fc.array(bytes, { minLength: 1, maxLength: 3 }).map((BS) => ({ BS })),
    fc.array(tie("value"), { maxLength: 3 }).map((L) => ({ L })),
    fc.dictionary(fc.string(), tie("value"), { maxKeys: 3 }).map((M) => ({ M })),
  ),
}));
const items: fc.Arbitrary<Item> = fc.dictionary(fc.string({ minLength: 1 }), values, { maxKeys: 6 });

function reversed(item: Item): Item {
  return Object.fromEntries(
    Object.entries(item)
      .reverse()
      .map(([name, value]) => [name, reversedValue(value)]),
  );
}

/** The same value with the members of maps and sets in another order. */
function reversedValue(value: AttributeValue): AttributeValue {
  const [[type, content] = ["", null]] = Object.entries(value);
  if (type === "M") return { M: reversed(content as Item) };
  if (type === "L") return { L: (content as AttributeValue[]).map(reversedValue) };
  return type.endsWith("S") && type !== "S" ? { [type]: [...(content as unknown[])].reverse() } : value;
}

function digestOf(list: readonly Item[]): string {
  const digest = new ItemDigest();
  for (const item of list) digest.add(canonicalItem(item));
  return digest.hex();
}

describe("items of a backup set", () => {
  before(printSeed);

  it("have the same text whatever the order of attributes and of members of sets", () => {
    fc.assert(
      fc.property(items, (item) => {
        assert.equal(canonicalItem(reversed(item)), canonicalItem(item));
      }),
      propertyParameters(200),
    );
  });

  it("have the same text after a way through a file", () => {
    fc.assert(
      fc.property(items, (item) => {
        const text = canonicalItem(item);
        assert.equal(canonicalItem(itemOfLine(lineOf(text))), text);
      }),
      propertyParameters(200),
    );
  });

  it("have one form for each number, which is equal to it", () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: -(10n ** 38n), max: 10n ** 38n }),
        fc.integer({ min: 0, max: 40 }),
        (digits, shift) => {
          const plain = canonicalNumber(String(digits));
          assert.equal(plain, String(digits));
          assert.equal(canonicalNumber(`${String(digits)}${"0".repeat(shift)}E-${String(shift)}`), plain);
        },
      ),
      propertyParameters(200),
    );
  });

  it("have a digest that depends on every item, not on their order or grouping", () => {
    fc.assert(
      fc.property(fc.array(items, { minLength: 1, maxLength: 8 }), fc.nat(), (list, cut) => {
        const whole = digestOf(list);
        const parts = [list.slice(0, cut % list.length), list.slice(cut % list.length)].map((part) => {
          const digest = new ItemDigest();
          for (const item of [...part].reverse()) digest.add(canonicalItem(item));
          return digest;
        });
        const [first = new ItemDigest(), second = new ItemDigest()] = parts;
        first.merge(second);
        assert.deepEqual([first.hex(), first.items], [whole, list.length]);
        assert.notEqual(digestOf(list.slice(1)), whole);
        assert.notEqual(digestOf([...list, list[0] ?? {}]), whole);
      }),
      propertyParameters(100),
    );
  });
});
