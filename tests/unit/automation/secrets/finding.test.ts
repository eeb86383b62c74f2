import { strict as assert } from "node:assert";
import type { Entry } from "../../../../automation/secrets/entry";
import {
  entryFindings,
  overlapFindings,
  randomBits,
  servedFindings,
  type EntryValues,
} from "../../../../automation/secrets/finding";

const NOW = new Date("2026-11-28T10:00:00Z");
const AT = { stage: "dev", now: NOW };
/** What no finding may hold. */
const SECRET = "pk_live_4eC39HqLyjWDarjtT1zdp7dc";
const NAME = "/listbackup/stripe";

function entry(more: Partial<Entry> = {}): Entry {
  const never = (): Promise<never> => Promise.reject(new Error("not called"));
  return {
    name: NAME,
    purpose: "Money",
    kind: "required",
    from: "person",
    parameterType: "SecureString",
    parts: [NAME],
    form: { prefixes: ["sk_"] },
    rotateAfterDays: 90,
    overlapHours: 0,
    previous: null,
    maxBytes: 4_096,
    create: never,
    set: never,
    ...more,
  };
}

function stored(value: string | null, more: Partial<EntryValues> = {}): EntryValues {
  return { version: "1", type: "SecureString", changedAt: new Date("2026-11-01"), values: { [NAME]: value }, ...more };
}

const RANDOM = { from: { random: 32 }, form: {} } as const;
const AGES: readonly (readonly [changedAt: string, codes: readonly string[]])[] = [
  ["2026-08-30T10:00:00Z", []],
  ["2026-08-29T09:59:00Z", ["too-old"]],
];

describe("findings of a parameter", () => {
  const codes = (one: Entry, value: EntryValues | undefined): readonly string[] =>
    entryFindings(one, value, AT).map(({ code }) => code);

  it("are none where it is as the catalog says", () => {
    assert.deepEqual(codes(entry(), stored("sk_live")), []);
  });

  it("name a required one that is missing, and no optional one", () => {
    assert.deepEqual([codes(entry(), undefined), codes(entry({ kind: "optional" }), undefined)], [["missing"], []]);
  });

  it("name a String where the catalog says SecureString", () => {
    assert.deepEqual(codes(entry(), stored("sk_live", { type: "String" })), ["wrong-type"]);
  });

  for (const [what, value] of Object.entries({
    "the wrong prefix": SECRET,
    "several lines": "sk_a\nb",
    "no text": "",
    "blanks around it": " sk_a",
    "no such key": null,
  }))
    it(`name a value with ${what}, without quoting it`, () => {
      const found = entryFindings(entry(), stored(value), AT);
      assert.deepEqual([found.length, found[0]?.code, found[0]?.severity], [1, "malformed", "error"]);
      if (value) assert.equal(JSON.stringify(found).includes(value), false);
    });

  it("name a random one that is shorter than the catalog says", () => {
    const [short, long] = [31, 32].map((bytes) => Buffer.alloc(bytes, 7).toString("base64"));
    assert.deepEqual(
      [codes(entry(RANDOM), stored(short ?? "")), codes(entry(RANDOM), stored(long ?? ""))],
      [["too-short"], []],
    );
  });

  for (const [changedAt, expected] of AGES)
    it(`${expected.length === 0 ? "do not name" : "name"} one of ${changedAt} that is to be rotated after 90 days`, () => {
      assert.deepEqual(codes(entry(), stored("sk_live", { changedAt: new Date(changedAt) })), expected);
    });

  it("of its age are warnings", () => {
    const [found] = entryFindings(entry(), stored("sk_live", { changedAt: new Date("2020-01-01") }), AT);
    assert.equal(found?.severity, "warning");
  });

  it("name a previous value that is still accepted after its overlap", () => {
    const current = entry({ previous: "/listbackup/old", overlapHours: 24 });
    const of = (changedAt: string) =>
      overlapFindings(current, { version: "1", type: "SecureString", changedAt: new Date(changedAt) }, AT).length;
    assert.deepEqual([of("2026-11-27T09:00:00Z"), of("2026-11-27T11:00:00Z")], [1, 0]);
  });

  it("name a generated one that is not what the stage serves", () => {
    const of = (value: string | null, served: string | null) =>
      servedFindings("/listbackup/url", { stored: value, served }, AT).map(({ code }) => code);
    assert.deepEqual(
      [of("https://a", "https://b"), of(null, "https://b"), of("https://a", "https://a"), of("https://a", null)],
      [["not-served"], ["not-served"], [], []],
    );
  });
});

describe("randomBits", () => {
  const BITS = { [Buffer.alloc(32, 7).toString("base64")]: 256, [Buffer.alloc(32, 7).toString("hex")]: 256, "p w": 24 };
  for (const [value, bits] of Object.entries(BITS))
    it(`of ${value} are ${String(bits)}`, () => {
      assert.equal(randomBits(value), bits);
    });
});
