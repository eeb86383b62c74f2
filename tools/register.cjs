"use strict";

/*
 * Lets Node load TypeScript: `node -r ./tools/register.cjs file.ts`, and `npx mocha`. Compiled sources stay in
 * node_modules/.cache, named by the digest of source, name, compiler version and options: nothing is compiled twice.
 * Types are `make lint`'s business.
 */

const { createHash } = require("node:crypto");
const fs = require("node:fs");
const Module = require("node:module");
const path = require("node:path");
const { OPTIONS, sources } = require("./program.cjs");

const root = path.join(__dirname, "..");
const FOLDERS = ["tests", "bench"];
/** Entries that nothing has read for so long are of sources that have changed since. */
const UNUSED_MS = 7 * 24 * 60 * 60 * 1000;

const { version } = require("esbuild/package.json");
const SETTINGS = { ...OPTIONS, sourcemap: "inline", sourcesContent: false };
const PREFIX = JSON.stringify([version, SETTINGS]);
const cache = path.join(root, "node_modules", ".cache", "typescript");

/** The source's map names it without its folder, so the same source anywhere has one entry. */
function cached(file, source) {
  const digest = createHash("sha256")
    .update(`${PREFIX}\0${path.basename(file)}\0`)
    .update(source)
    .digest("hex");
  return path.join(cache, `${digest.slice(0, 32)}.js`);
}

function readIfThere(file) {
  try {
    return fs.readFileSync(file, "utf8");
  } catch (error) {
    if (error.code === "ENOENT") return undefined;
    throw error;
  }
}

/** Another process may read it meanwhile, or write the same. A read-only checkout works without a cache. */
function store(place, text) {
  const unfinished = `${place}.${process.pid}`;
  try {
    fs.mkdirSync(cache, { recursive: true });
    fs.writeFileSync(unfinished, text);
    fs.renameSync(unfinished, place);
  } catch (error) {
    if (!["EACCES", "EROFS", "EPERM"].includes(error.code)) throw error;
  }
}

/** Compiles `wanted` and, as a compiler takes a while to start, every other source that the cache lacks. */
function compile(wanted) {
  const missing = new Map([[wanted, fs.readFileSync(wanted, "utf8")]]);
  if (isSource(wanted)) {
    for (const file of sources(root, FOLDERS).map((name) => path.join(root, name))) {
      const source = fs.readFileSync(file, "utf8");
      if (!fs.existsSync(cached(file, source))) missing.set(file, source);
    }
  }
  let compiled = compileAll([...missing.keys()]);
  // An unfinished source elsewhere is not this one's concern.
  if (compiled === undefined) compiled = compileAll([wanted], { logLevel: "error" });
  for (const [file, source] of missing) {
    const text = compiled.get(file);
    if (text !== undefined) store(cached(file, source), text);
  }
  removeUnused();
  return compiled.get(wanted);
}

function isSource(file) {
  const relative = path.relative(root, file);
  return !relative.startsWith("..") && !relative.includes("node_modules");
}

/** Texts by source file; undefined where one of several does not compile. */
function compileAll(files, more = {}) {
  // Each output lies beside its source, were it written: so maps are relative to it.
  const top = path.parse(root).root;
  const places = { absWorkingDir: root, entryPoints: files, outdir: top, outbase: top, write: false };
  try {
    const { outputFiles } = require("esbuild").buildSync({ ...SETTINGS, ...places, ...more });
    const texts = new Map(outputFiles.map(({ path: output, text }) => [output, text]));
    return new Map(files.map((file) => [file, texts.get(file.replace(/\.tsx?$/, ".js"))]));
  } catch (error) {
    if (files.length > 1) return undefined;
    throw error;
  }
}

function removeUnused() {
  let names = [];
  try {
    names = fs.readdirSync(cache);
  } catch {
    return;
  }
  for (const name of names) {
    const file = path.join(cache, name);
    try {
      if (Date.now() - fs.statSync(file).atimeMs > UNUSED_MS) fs.rmSync(file);
    } catch {
      // Another process removed it.
    }
  }
}

for (const extension of [".ts", ".tsx"]) {
  Module._extensions[extension] = (module, file) => {
    const source = fs.readFileSync(file, "utf8");
    module._compile(readIfThere(cached(file, source)) ?? compile(file), file);
  };
}

process.setSourceMapsEnabled(true);
