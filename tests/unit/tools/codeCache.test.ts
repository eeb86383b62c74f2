import { strict as assert } from "node:assert";
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { ROOT } from "../../support/project/project";

const MODULES = 25;

describe("the cache of compiled code", () => {
  let folder = "";

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "listbackup-code-"));
    const names = Array.from({ length: MODULES }, (_, index) => `./m${String(index)}.js`);
    for (const [index, name] of names.entries())
      write(`dist/${name}`, `module.exports = ${JSON.stringify(String(index))};`);
    write("dist/main.js", `console.log(${JSON.stringify(names)}.map((name) => require(name)).join(" "));`);
    install();
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function write(file: string, text: string): void {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), text);
  }

  /** As npm ends every installation. */
  const install = (): void => write("node_modules/.package-lock.json", "{}");
  const cacheFile = (): string => join(folder, "cache", "code.bin");

  function run(main = "main.js", variables: NodeJS.ProcessEnv = {}): string {
    const tool = join(ROOT, "tools", "codeCache.cjs");
    const use = `require(${JSON.stringify(tool)}).useCodeCache(${JSON.stringify(cacheFile())}, ${JSON.stringify(folder)})`;
    const script = `${use}; require(${JSON.stringify(join(folder, "dist", main))});`;
    const { stdout, stderr, status } = spawnSync(process.execPath, ["--max-old-space-size=150", "-e", script], {
      encoding: "utf8",
      env: { ...process.env, ...variables },
    });
    assert.equal(status, 0, stderr);
    return stdout.trim();
  }

  function readIndex(): { readonly files: object; readonly resolved: object } {
    const bytes = readFileSync(cacheFile());
    return JSON.parse(bytes.subarray(24, 24 + bytes.readUInt32LE(20)).toString()) as ReturnType<typeof readIndex>;
  }

  const EXPECTED = Array.from({ length: MODULES }, (_, index) => String(index)).join(" ");

  it("gives the modules that it has stored, and stores them once", () => {
    run();
    const { ino } = statSync(cacheFile());
    assert.equal(run(), EXPECTED);
    assert.equal(statSync(cacheFile()).ino, ino);
  });

  it("stores what is loaded with other flags of V8 in another file", () => {
    const files = ["first", "second"].map((name) => join(folder, "cache", `${name}.bin`));
    const late = Array.from({ length: MODULES }, (_, index) => `./late${String(index)}.js`);
    for (const name of late) write(`dist/${name}`, "module.exports = () => 1;");
    write("dist/late.js", `for (const name of ${JSON.stringify(late)}) require(name);`);
    const script = `
      const cache = require(${JSON.stringify(join(ROOT, "tools", "codeCache.cjs"))}).useCodeCache(${JSON.stringify(files[0])}, ${JSON.stringify(folder)});
      require(${JSON.stringify(join(folder, "dist", "main.js"))});
      cache.continueWith(${JSON.stringify(files[1])});
      require("node:v8").setFlagsFromString("--heap-growing-percent=60");
      require(${JSON.stringify(join(folder, "dist", "late.js"))});`;
    const inodes = (): readonly number[] => {
      const { status, stderr } = spawnSync(process.execPath, ["-e", script], { encoding: "utf8" });
      assert.equal(status, 0, stderr);
      return files.map((file) => statSync(file).ino);
    };
    // Code that V8 refuses would be stored again.
    assert.deepEqual(inodes(), inodes());
  });

  it("reads no file that did not change", () => {
    run();
    const file = join(folder, "dist", "m0.js");
    const read = `require("node:fs").readFileSync`;
    write(
      "dist/spy.js",
      `const read = ${read}; ${read} = (file, ...more) => { if (file === ${JSON.stringify(file)}) throw new Error("read"); return read(file, ...more); }; require("./main.js");`,
    );
    assert.equal(run("spy.js"), EXPECTED);
  });

  it("uses a changed source, although its length and its time are the same", () => {
    run();
    const file = join(folder, "dist", "m0.js");
    const { atime, mtime } = statSync(file);
    writeFileSync(file, 'module.exports = "x";');
    utimesSync(file, atime, mtime);
    assert.equal(run(), EXPECTED.replace("0", "x"));
  });

  it("misses a module that was deleted", () => {
    run();
    write(
      "dist/optional.js",
      'try { require("./m0.js"); } catch (error) { console.log(error.code); } require("./main.js");',
    );
    assert.equal(run("optional.js"), EXPECTED);
    write("dist/main.js", "");
    rmSync(join(folder, "dist", "m0.js"));
    assert.equal(run("optional.js"), "MODULE_NOT_FOUND");
  });

  it("forgets a build that another has replaced, and keeps packages", () => {
    write("node_modules/outer/index.js", 'module.exports = "kept";');
    const sizes = ["first", "second", "third"].map((build) => {
      for (let index = 0; index < MODULES; index += 1)
        write(`dist/${build}/m${String(index)}.js`, `module.exports = "${build}${String(index)}";`);
      write(
        `dist/${build}/main.js`,
        `require("outer"); for (let i = 0; i < ${String(MODULES)}; i += 1) require("./m" + i);`,
      );
      run(`${build}/main.js`);
      return readFileSync(cacheFile()).length;
    });
    assert.ok(Math.max(...sizes) - Math.min(...sizes) < 2_000, sizes.join(" "));
    const { files, resolved } = readIndex();
    const names = [...Object.keys(files), ...Object.keys(resolved).map((name) => `${name}/`)];
    assert.deepEqual(
      ["dist/first/", "dist/second/", "dist/third/", "node_modules/outer/"].map((part) =>
        names.some((name) => name.includes(part)),
      ),
      [false, false, true, true],
    );
  });

  it("finds the package of another installation", () => {
    write("node_modules/outer/index.js", 'module.exports = require("inner");');
    write("node_modules/inner/index.js", 'module.exports = "first";');
    write("dist/outer.js", 'console.log(require("outer")); require("./main.js");');
    assert.equal(run("outer.js"), `first\n${EXPECTED}`);
    write("node_modules/outer/node_modules/inner/index.js", 'module.exports = "nested";');
    install();
    assert.equal(run("outer.js"), `nested\n${EXPECTED}`);
  });

  it("stores code that the garbage collector would drop", () => {
    // A few of them fill the heap.
    const allocate = "globalThis.last = new Array(2e6).fill(i)";
    write(
      "dist/allocating.js",
      `require("./main.js"); for (let i = 0; i < Number(process.env.ARRAYS); i += 1) ${allocate};`,
    );
    const sizeAfter = (arrays: number): number => {
      run("allocating.js", { ARRAYS: String(arrays) });
      const { size } = statSync(cacheFile());
      rmSync(cacheFile());
      return size;
    };
    // The index has times, whose texts differ in length.
    assert.ok(sizeAfter(60) > 0.95 * sizeAfter(1));
  });

  it("is private", () => {
    run();
    assert.equal(statSync(cacheFile()).mode & 0o777, 0o600);
  });

  it("uses no file that others can write", () => {
    run();
    const { ino } = statSync(cacheFile());
    chmodSync(cacheFile(), 0o666);
    assert.equal(run(), EXPECTED);
    assert.notEqual(statSync(cacheFile()).ino, ino);
  });

  it("removes what a killed process left unfinished", () => {
    const unfinished = `${cacheFile()}.1`;
    write("cache/code.bin.1", "");
    utimesSync(unfinished, new Date(0), new Date(0));
    run();
    assert.equal(existsSync(unfinished), false);
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
    write("dist/main.js", 'import("./m7.js").then((module) => console.log(module.default));');
    run();
    assert.equal(run(), "7");
  });
});
