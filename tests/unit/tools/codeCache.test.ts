import { strict as assert } from "node:assert";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ROOT } from "../../support/project/project";

const MODULES = 25;

describe("the cache of compiled code", () => {
  let folder = "";

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "listbackup-code-"));
    const names = Array.from({ length: MODULES }, (_, index) => `./m${String(index)}.js`);
    for (const [index, name] of names.entries())
      writeFileSync(join(folder, name), `module.exports = ${JSON.stringify(String(index))};`);
    const list = JSON.stringify(names);
    writeFileSync(join(folder, "main.js"), `console.log(${list}.map((name) => require(name)).join(" "));`);
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const cacheFile = (): string => join(folder, "cache", "code.bin");

  function run(main = join(folder, "main.js"), variables: NodeJS.ProcessEnv = {}): string {
    const tool = join(ROOT, "tools", "codeCache.cjs");
    const script = `require(${JSON.stringify(tool)}).useCodeCache(${JSON.stringify(cacheFile())}); require(${JSON.stringify(main)});`;
    const { stdout, stderr, status } = spawnSync(process.execPath, ["--max-old-space-size=100", "-e", script], {
      encoding: "utf8",
      env: { ...process.env, ...variables },
    });
    assert.equal(status, 0, stderr);
    return stdout.trim();
  }

  const EXPECTED = Array.from({ length: MODULES }, (_, index) => String(index)).join(" ");

  it("gives the modules that it has stored, and stores them once", () => {
    run();
    const { ino } = statSync(cacheFile());
    assert.equal(run(), EXPECTED);
    assert.equal(statSync(cacheFile()).ino, ino);
  });

  it("uses a changed source, although its length is the same", () => {
    run();
    writeFileSync(join(folder, "m0.js"), 'module.exports = "x";');
    assert.equal(run(), EXPECTED.replace("0", "x"));
  });

  it("stores code that the garbage collector would drop", () => {
    const main = join(folder, "allocating.js");
    // A few of them fill the heap.
    const allocate = "globalThis.last = new Array(4e6).fill(i)";
    writeFileSync(main, `require("./main.js"); for (let i = 0; i < Number(process.env.ARRAYS); i += 1) ${allocate};`);
    const sizeAfter = (arrays: number): number => {
      run(main, { ARRAYS: String(arrays) });
      const { size } = statSync(cacheFile());
      rmSync(cacheFile());
      return size;
    };
    assert.equal(sizeAfter(40), sizeAfter(1));
  });

  it("is private", () => {
    run();
    assert.equal(statSync(cacheFile()).mode & 0o777, 0o600);
  });

  it("compiles everything where the file is damaged", () => {
    run();
    writeFileSync(cacheFile(), readFileSync(cacheFile()).subarray(0, 1_000));
    assert.equal(run(), EXPECTED);
  });

  it("compiles everything where the stored code is damaged", () => {
    run();
    const content = readFileSync(cacheFile());
    writeFileSync(cacheFile(), content.fill(0, content.length - 2_000));
    assert.equal(run(), EXPECTED);
  });

  it("loads a native import of a module", () => {
    writeFileSync(join(folder, "main.js"), 'import("./m7.js").then((module) => console.log(module.default));');
    run();
    assert.equal(run(), "7");
  });
});
