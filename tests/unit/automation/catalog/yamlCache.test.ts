import { strict as assert } from "node:assert";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cachedParser } from "../../../../automation/catalog/yamlCache";
import { parseYamlFile } from "../../../../model/catalog/parse/yamlFile";

const TEXT = "a: 1\nb:\n  - c: [x, 2]\n";
const OTHER = "d: true\n";

describe("values of YAML files", () => {
  let root: string;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), "listbackup-test-"));
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  const file = (): string => join(root, ".build", "yaml.json");

  async function stored(): Promise<readonly unknown[]> {
    const { values } = JSON.parse(await readFile(file(), "utf8")) as { readonly values: Record<string, unknown> };
    return Object.values(values);
  }

  /** Parses texts with what was stored before, and stores them. */
  async function parsed(texts: readonly string[], program: string | null = "p1"): Promise<readonly unknown[]> {
    const { parse, store } = cachedParser(root, program);
    const values = texts.map((text) => parse("it.yaml", text).value);
    await store();
    return values;
  }

  it("are those of the parser, from the cache too, with the positions", async () => {
    await parsed([TEXT]);
    const { parse } = cachedParser(root, "p1");
    const [known, fresh] = [parse("it.yaml", TEXT), parseYamlFile("it.yaml", TEXT)];
    const path = ["b", 0, "c", 1];
    assert.deepEqual([known.value, known.findings, known.locate(path)], [fresh.value, [], fresh.locate(path)]);
  });

  it("come from the cache", async () => {
    await parsed([TEXT]);
    await writeFile(file(), (await readFile(file(), "utf8")).replace('"a":1', '"a":7'), { mode: 0o600 });
    assert.deepEqual(await parsed([TEXT]), [{ a: 7, b: [{ c: ["x", 2] }] }]);
  });

  it("are parsed again by another program", async () => {
    await parsed([TEXT]);
    await writeFile(file(), (await readFile(file(), "utf8")).replace('"a":1', '"a":7'), { mode: 0o600 });
    assert.deepEqual(await parsed([TEXT], "p2"), [{ a: 1, b: [{ c: ["x", 2] }] }]);
  });

  it("are stored for the files of the last time only", async () => {
    await parsed([TEXT, OTHER]);
    await parsed([OTHER]);
    assert.deepEqual(await stored(), [{ d: true }]);
  });

  it("are not stored with errors, nor where JSON has no such value", async () => {
    const values = await parsed(["a: [\n", "a: .inf\n", OTHER]);
    assert.deepEqual([values[0], values[1], await stored()], [undefined, { a: Infinity }, [{ d: true }]]);
  });

  it("are not stored without a compiled program", async () => {
    await parsed([TEXT], null);
    await assert.rejects(readFile(file()), { code: "ENOENT" });
  });
});
