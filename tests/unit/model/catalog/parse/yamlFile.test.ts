import { strict as assert } from "node:assert";
import { parseYamlFile } from "../../../../../model/catalog/parse/yamlFile";

const TEXT = "service: users\nfunctions:\n  list:\n    routes:\n      - GET /a\n      - GET /b\n  get: {}\n";

/** Code and position of the findings for a text. */
function found(text: string): readonly string[] {
  return parseYamlFile("it.yaml", text).findings.map(
    ({ code, file, line, column }) => `${code} ${file}:${String(line)}:${String(column)}`,
  );
}

describe("a YAML file", () => {
  it("is parsed into its value", () => {
    assert.deepEqual(parseYamlFile("it.yaml", TEXT).value, {
      service: "users",
      functions: { list: { routes: ["GET /a", "GET /b"] }, get: {} },
    });
  });

  it("has string keys", () => {
    assert.deepEqual(parseYamlFile("it.yaml", "1: a\ntrue: b\nnull: c\n").value, { 1: "a", true: "b", null: "c" });
  });

  it("without content has no value and no finding", () => {
    const { value, findings } = parseYamlFile("it.yaml", "");
    assert.deepEqual([value, findings], [null, []]);
  });

  const PLACES: Readonly<Record<string, readonly [path: readonly PropertyKey[], place: string]>> = {
    "the whole": [[], "1:1"],
    "a key": [["service"], "1:1"],
    "a key below": [["functions", "list", "routes"], "4:5"],
    "an entry of a list": [["functions", "list", "routes", 1], "6:9"],
    "what follows a list": [["functions", "get"], "7:3"],
    "a key that is not there": [["functions", "list", "memory"], "3:3"],
    "an entry that is not there": [["functions", "list", "routes", 5], "4:5"],
    "what would be below a text": [["service", "name"], "1:1"],
  };
  for (const [what, [path, place]] of Object.entries(PLACES)) {
    it(`says where ${what} stands`, () => {
      const { line, column } = parseYamlFile("it.yaml", TEXT).locate(path);
      assert.equal(`${String(line)}:${String(column)}`, place);
    });
  }

  const WRONG: Readonly<Record<string, readonly [text: string, expected: readonly string[]]>> = {
    "a bracket without end": ["a: [b\nc: d\n", ["YAML it.yaml:2:1"]],
    "several errors, only the first": ["a: [b\nc: }\nd: ]]\n", ["YAML it.yaml:2:1"]],
    "an unknown tag": ["a: !secret b\n", ["YAML it.yaml:1:4"]],
    "two documents": ["a: b\n---\nc: d\n", ["YAML it.yaml:2:1"]],
    "a key twice": ["a: 1\nb: 2\na: 3\n", ["KEY_TWICE it.yaml:3:1"]],
    "a key thrice": ["a: 1\na: 2\na: 3\n", ["KEY_TWICE it.yaml:2:1", "KEY_TWICE it.yaml:3:1"]],
    "a key twice in a map below": ["a:\n  b: 1\n  b: 2\nb: 3\n", ["KEY_TWICE it.yaml:3:3"]],
    "an alias": ["a: &x 1\nb: *x\n", ["YAML_ALIAS it.yaml:2:4"]],
    "an alias of nothing": ["b: *x\n", ["YAML_ALIAS it.yaml:1:4"]],
    "an invisible character": ["a: b\nc: d\u202E\n", ["FILE_CHARACTER it.yaml:2:5"]],
  };
  for (const [what, [text, expected]] of Object.entries(WRONG)) {
    it(`is reported if it has ${what}`, () => {
      assert.deepEqual(found(text), expected);
    });
  }

  it("with an error has no value", () => {
    assert.equal(parseYamlFile("it.yaml", "a: 1\na: 2\n").value, undefined);
  });

  it("does not expand nested aliases", () => {
    const lines = Array.from({ length: 40 }, (_unused, index) => {
      const before = `*a${String(index - 1)}`;
      return index === 0 ? "a0: &a0 [x]" : `a${String(index)}: &a${String(index)} [${before}, ${before}]`;
    });
    assert.equal(found(`${lines.join("\n")}\n`).length, 78);
  });
});
