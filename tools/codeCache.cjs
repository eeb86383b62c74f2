"use strict";

/*
 * Keeps V8's compiled code of the program and its packages between runs: loading a thousand modules takes a third less time. Node 20 has
 * no `module.enableCompileCache`. Entries are found by the digest of their source, so nothing outdated is ever used; V8 itself
 * refuses code of another version or other flags. Without the file, or where it is damaged, everything is compiled as usual.
 */

const { createHash } = require("node:crypto");
const fs = require("node:fs");
const Module = require("node:module");
const path = require("node:path");
const v8 = require("node:v8");
const vm = require("node:vm");

/** Entries of a command are some 1,500: of more, only those that this process used are kept. */
const MAX_ENTRIES = 4_000;
/** New modules that are worth writing the file again. */
const MIN_NEW_ENTRIES = 20;

/**
 * Uses compiled code from a file, and writes it when the process ends.
 * @param {string} file its folder is created
 */
function useCodeCache(file) {
  const stored = readEntries(file);
  /** By digest: what this process loaded from the file, and what it compiled. */
  const used = new Map();
  const compiled = new Map();
  const compile = Module.prototype._compile;

  Module.prototype._compile = function (content, filename) {
    const digest = digestOf(content).toString("base64");
    const cachedData = stored.get(digest);
    let script;
    try {
      script = new vm.Script(Module.wrap(content), {
        filename,
        columnOffset: -Module.wrap("").indexOf("\n"),
        cachedData,
        importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
      });
    } catch {
      // Node's own compilation reports the error.
      return compile.call(this, content, filename);
    }
    if (cachedData === undefined || script.cachedDataRejected) {
      if (compiled.size === 0) keepBytecode(true);
      compiled.set(digest, script);
    } else used.set(digest, cachedData);
    const run = script.runInThisContext({ displayErrors: true });
    return run.call(this.exports, this.exports, requireOf(this), this, filename, path.dirname(filename));
  };

  process.once("exit", () => {
    if (compiled.size < MIN_NEW_ENTRIES) return;
    keepBytecode(false);
    // With the functions that were compiled meanwhile.
    const fresh = [...compiled].map(([digest, script]) => [digest, script.createCachedData()]);
    const previous = stored.size + fresh.length > MAX_ENTRIES ? used : stored;
    writeEntries(file, new Map([...previous, ...fresh]));
  });
}

/**
 * The garbage collector drops the code of functions that did not run for a while, a module's own first of all; what is stored then is
 * compiled again in every run. The flag has its default again before code is stored: V8 refuses code of other flags.
 * @param {boolean} isKept
 */
function keepBytecode(isKept) {
  v8.setFlagsFromString(isKept ? "--no-flush-bytecode" : "--flush-bytecode");
}

/** As Node makes it for every module. */
function requireOf(module) {
  const require = (id) => module.require(id);
  require.resolve = (request, options) => Module._resolveFilename(request, module, false, options);
  require.resolve.paths = (request) => Module._resolveLookupPaths(request, module);
  require.main = process.mainModule;
  require.extensions = Module._extensions;
  require.cache = Module._cache;
  return require;
}

/**
 * The file: digest of the rest, length of the index, index (`[digest, bytes]` each), code. V8 does not survive damaged code, so a
 * file without the right digest counts as none.
 * @returns {Map<string, Buffer>}
 */
function readEntries(file) {
  let content;
  try {
    content = fs.readFileSync(file);
  } catch {
    return new Map();
  }
  const rest = content.subarray(DIGEST_BYTES);
  if (content.length < DIGEST_BYTES + 4 || !digestOf(rest).equals(content.subarray(0, DIGEST_BYTES))) return new Map();
  const entries = new Map();
  let at = 4 + rest.readUInt32LE(0);
  for (const [digest, bytes] of JSON.parse(rest.toString("latin1", 4, at))) {
    entries.set(digest, rest.subarray(at, at + bytes));
    at += bytes;
  }
  return entries;
}

const DIGEST_BYTES = 20;

function digestOf(content) {
  return createHash("sha1").update(content).digest();
}

/** Another process may read it meanwhile, or write its own. A read-only checkout works without. */
function writeEntries(file, entries) {
  const index = Buffer.from(JSON.stringify([...entries].map(([digest, { length }]) => [digest, length])), "latin1");
  const length = Buffer.alloc(4);
  length.writeUInt32LE(index.length);
  const unfinished = `${file}.${process.pid}`;
  try {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    const rest = Buffer.concat([length, index, ...entries.values()]);
    fs.writeFileSync(unfinished, Buffer.concat([digestOf(rest), rest]), { mode: 0o600 });
    fs.renameSync(unfinished, file);
  } catch {
    fs.rmSync(unfinished, { force: true });
  }
}

module.exports = { useCodeCache };
