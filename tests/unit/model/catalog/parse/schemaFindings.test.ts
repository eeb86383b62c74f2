import { strict as assert } from "node:assert";
import { z } from "zod";
import { schemaFindings } from "../../../../../model/catalog/parse/schemaFindings";
import { keysAt } from "../../../../../model/catalog/parse/schemaKeys";
import { parseYamlFile } from "../../../../../model/catalog/parse/yamlFile";

const schema = z.strictObject({
  name: z.string(),
  size: z.int().optional(),
  parts: z
    .record(z.string(), z.strictObject({ colour: z.enum(["red", "blue"]), weights: z.array(z.number()) }))
    .default({}),
  list: z.array(z.strictObject({ deep: z.boolean() })).optional(),
});

/** What the schema finds in a text: code, line, subject, and what to do. */
function found(text: string): readonly string[] {
  const file = parseYamlFile("it.yaml", text);
  const result = schema.safeParse(file.value);
  const findings = result.success ? [] : schemaFindings(file, schema, result.error.issues);
  return findings.map(
    ({ code, line, subject, reason, remedy }) => `${code} ${String(line)} ${subject} | ${reason} | ${remedy}`,
  );
}

const EDITORS = "See catalog/schema/ for the allowed values; editors use it for completion.";

describe("what a schema finds", () => {
  const CASES: Readonly<Record<string, readonly [text: string, told: readonly string[]]>> = {
    "in a file that is right": ["name: a\n", []],
    "where a key is missing": [
      "size: 1\n",
      [
        'KEY_MISSING 1 name | the key "name" is missing | Add it. Its type is string. Keys here: name, size, parts, list.',
      ],
    ],
    "where a key below is missing": [
      "name: a\nparts:\n  one:\n    weights: []\n",
      ['KEY_MISSING 3 parts.one.colour | the key "colour" is missing | Add it. Keys here: colour, weights.'],
    ],
    "where a key is misspelt: that it is unknown, and not that it is missing too": [
      "nmae: a\n",
      ['KEY_UNKNOWN 1 nmae | unknown key "nmae" | Did you mean "name"?'],
    ],
    "where a key is like none": [
      "name: a\nwavelength: 5\n",
      ['KEY_UNKNOWN 2 wavelength | unknown key "wavelength" | Remove it. Allowed here: name, size, parts, list.'],
    ],
    "where a key in a list is misspelt": [
      "name: a\nlist:\n  - deep: true\n  - dep: true\n",
      ['KEY_UNKNOWN 4 list.1.dep | unknown key "dep" | Did you mean "deep"?'],
    ],
    "where a text is wanted": [
      "name: 15\n",
      [
        'VALUE_INVALID 1 name | name: expected string, received number | Write a string; numbers and booleans in quotes: "15".',
      ],
    ],
    "where a number is wanted": [
      "name: a\nsize: big\n",
      [`VALUE_INVALID 2 size | size: expected number, received string | ${EDITORS}`],
    ],
    "where a value of a list is wrong": [
      "name: a\nparts: { one: { colour: red, weights: [1, x] } }\n",
      [`VALUE_INVALID 2 parts.one.weights.1 | parts.one.weights.1: expected number, received string | ${EDITORS}`],
    ],
    "where it is none of a few words": [
      "name: a\nparts: { one: { colour: green, weights: [] } }\n",
      [`VALUE_INVALID 2 parts.one.colour | parts.one.colour: expected one of "red"|"blue" | ${EDITORS}`],
    ],
    "in a file that is a list": ["- a\n", [`VALUE_INVALID 1 it.yaml | expected object, received array | ${EDITORS}`]],
  };
  for (const [what, [text, told]] of Object.entries(CASES)) {
    it(`is told ${what}`, () => {
      assert.deepEqual(found(text), told);
    });
  }

  it("is told fifty times at most for a file of another kind", () => {
    const text = Array.from({ length: 200 }, (_unused, index) => `wavelength${String(index)}: 1\n`).join("");
    assert.equal(found(`name: a\n${text}`).length, 50);
  });

  it("suggests no key for a very long one", () => {
    const [finding = ""] = found(`name: a\n${"n".repeat(70)}: 1\n`);
    assert.ok(finding.endsWith("| Remove it. Allowed here: name, size, parts, list."), finding);
  });
});

describe("the keys that a schema knows", () => {
  const PLACES: readonly (readonly [path: readonly PropertyKey[], keys: readonly string[]])[] = [
    [[], ["name", "size", "parts", "list"]],
    [["parts"], []],
    [
      ["parts", "any"],
      ["colour", "weights"],
    ],
    [["parts", "any", "weights"], []],
    [["list", 0], ["deep"]],
    [["name"], []],
    [["name", "below"], []],
    [["none"], []],
  ];
  for (const [path, keys] of PLACES) {
    it(`at ${path.join(".") || "the top"} are ${keys.join(", ") || "none"}`, () => {
      assert.deepEqual(keysAt(schema, path), keys);
    });
  }
});
