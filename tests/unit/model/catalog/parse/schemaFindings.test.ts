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

/** Findings for a text: code, line, subject, reason and remedy. */
function found(text: string): readonly string[] {
  const file = parseYamlFile("it.yaml", text);
  const result = schema.safeParse(file.value);
  const findings = result.success ? [] : schemaFindings(file, schema, result.error.issues);
  return findings.map(
    ({ code, line, subject, reason, remedy }) => `${code} ${String(line)} ${subject} | ${reason} | ${remedy}`,
  );
}

const EDITORS = "See catalog/schema/ for the allowed values; editors use it for completion.";

describe("schema errors", () => {
  const CASES: Readonly<Record<string, readonly [text: string, expected: readonly string[]]>> = {
    "not at all in a valid file": ["name: a\n", []],
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
    "for a misspelt key: unknown, but not also missing": [
      "nmae: a\n",
      ['KEY_UNKNOWN 1 nmae | unknown key "nmae" | Did you mean "name"?'],
    ],
    "for a key without a similar one": [
      "name: a\nwavelength: 5\n",
      ['KEY_UNKNOWN 2 wavelength | unknown key "wavelength" | Remove it. Allowed here: name, size, parts, list.'],
    ],
    "where a key in a list is misspelt": [
      "name: a\nlist:\n  - deep: true\n  - dep: true\n",
      ['KEY_UNKNOWN 4 list.1.dep | unknown key "dep" | Did you mean "deep"?'],
    ],
    "where a string is expected": [
      "name: 15\n",
      [
        'VALUE_INVALID 1 name | name: expected string, received number | Write a string; numbers and booleans in quotes: "15".',
      ],
    ],
    "where a number is expected": [
      "name: a\nsize: big\n",
      [`VALUE_INVALID 2 size | size: expected number, received string | ${EDITORS}`],
    ],
    "for an invalid value in a list": [
      "name: a\nparts: { one: { colour: red, weights: [1, x] } }\n",
      [`VALUE_INVALID 2 parts.one.weights.1 | parts.one.weights.1: expected number, received string | ${EDITORS}`],
    ],
    "for a value outside an enumeration": [
      "name: a\nparts: { one: { colour: green, weights: [] } }\n",
      [`VALUE_INVALID 2 parts.one.colour | parts.one.colour: expected one of "red"|"blue" | ${EDITORS}`],
    ],
    "in a file that is a list": ["- a\n", [`VALUE_INVALID 1 it.yaml | expected object, received array | ${EDITORS}`]],
  };
  for (const [what, [text, expected]] of Object.entries(CASES)) {
    it(`are reported ${what}`, () => {
      assert.deepEqual(found(text), expected);
    });
  }

  it("are at most fifty for a file of another kind", () => {
    const text = Array.from({ length: 200 }, (_unused, index) => `wavelength${String(index)}: 1\n`).join("");
    assert.equal(found(`name: a\n${text}`).length, 50);
  });

  it("have no suggestion for a very long key", () => {
    const [finding = ""] = found(`name: a\n${"n".repeat(70)}: 1\n`);
    assert.ok(finding.endsWith("| Remove it. Allowed here: name, size, parts, list."), finding);
  });
});

describe("the keys of a schema", () => {
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
