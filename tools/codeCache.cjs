"use strict";

/*
 * Keeps between runs what loading a module costs: where it is, its source, and V8's compiled code of it. Node 20 has no
 * `module.enableCompileCache`, and that would save the code only.
 *
 * Nothing outdated is used: code is found by the digest of its source. A file that has the times and size that it had is not read again,
 * and a request leads where it led while the packages are those of the same installation; the compiled program is never changed in place.
 * V8 itself refuses code of another version or other flags. Without the cache, or where it is damaged, everything is loaded as usual.
 */

const { createHash } = require("node:crypto");
const fs = require("node:fs");
const Module = require("node:module");
const path = require("node:path");
const v8 = require("node:v8");
const vm = require("node:vm");
const { CodeFile, writeCodeFile } = require("./codeFile.cjs");

/** Modules of a command are some 1,500: of more, only those that this process used are kept. */
const MAX_MODULES = 4_000;
/** New facts that are worth writing the file again. */
const MIN_NEWS = 20;

/**
 * Uses what is stored in a file, and writes it when the process ends.
 * @param {string} file its folder is created
 * @param {string} root the folder whose packages and compiled program are stored
 * @returns {{ continueWith: (file: string) => void }} for a process that changes V8's flags: writes the file, and uses another from now on
 */
function useCodeCache(file, root) {
  const installed = installationOf(root);
  const states = new Map();
  let stored;
  let isInstalled;
  /** What this process found: scripts by digest of their source, digests by path, and paths by folder and request. */
  let news;
  /** Digests of the sources that this process loaded. */
  let used;

  function open(next) {
    file = next;
    stored = new CodeFile(file);
    isInstalled = stored.index.installed === installed;
    news = { scripts: new Map(), files: new Map(), resolved: new Map() };
    used = new Set();
  }

  open(file);

  function currentState(filename) {
    if (!states.has(filename)) states.set(filename, stateOf(filename));
    return states.get(filename);
  }

  /** Digest of a file that did not change since it was stored; empty: it has no code. @returns {string | null} */
  function storedDigest(filename) {
    const [state, digest] = stored.index.files[filename] ?? [];
    return state !== undefined && state === currentState(filename) ? digest : null;
  }

  // Only in what changes as a whole: packages with their installation, the compiled program with the name of its folder.
  const folders = ["node_modules", "dist"].map((name) => path.join(root, name) + path.sep);
  const isStorable = (name) => folders.some((folder) => name.startsWith(folder));
  const resolve = Module._resolveFilename;
  Module._resolveFilename = function (request, parent, isMain, options) {
    const folder = parent?.path;
    if (options !== undefined || folder === undefined || !isStorable(folder) || Module.isBuiltin(request))
      return resolve.call(this, request, parent, isMain, options);
    const known = isInstalled ? stored.index.resolved[folder]?.[request] : undefined;
    if (known !== undefined && storedDigest(known) !== null) return known;
    const found = resolve.call(this, request, parent, isMain, options);
    if (isStorable(found)) {
      news.resolved.set(`${folder}\0${request}`, found);
      if (!/\.[cm]?js$/.test(found)) news.files.set(found, "");
    }
    return found;
  };

  const load = Module._extensions[".js"];
  Module._extensions[".js"] = function (module, filename) {
    const digest = storedDigest(filename);
    const known = digest === null || digest === "" ? null : stored.read(digest);
    if (known === null) return load.call(this, module, filename);
    return run(module, filename, scriptOf(known.source, filename, digest, known.code));
  };

  const compile = Module.prototype._compile;
  Module.prototype._compile = function (content, filename, ...more) {
    const digest = createHash("sha1").update(content).digest("base64");
    let script;
    try {
      script = scriptOf(Module.wrap(content), filename, digest, stored.read(digest)?.code);
    } catch {
      // Node's own compilation reports the error, or takes it for an ES module.
      return compile.call(this, content, filename, ...more);
    }
    news.files.set(filename, digest);
    return run(this, filename, script);
  };

  function scriptOf(source, filename, digest, cachedData) {
    const script = new vm.Script(source, {
      filename,
      columnOffset: -Module.wrap("").indexOf("\n"),
      cachedData,
      importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    });
    used.add(digest);
    if (cachedData === undefined || script.cachedDataRejected) {
      if (news.scripts.size === 0) keepBytecode(true);
      news.scripts.set(digest, { script, source });
    }
    return script;
  }

  function save() {
    const isKnown = (found) => news.files.has(found) || stored.index.files[found] !== undefined;
    const resolutions = [...news.resolved.values()].filter(isKnown).length;
    if (news.scripts.size + news.files.size + resolutions < MIN_NEWS) return;
    keepBytecode(false);
    const isCurrent = currentNames(...folders);
    const files = filesToStore(stored, news, currentState, isCurrent);
    const modules = modulesToStore(stored, news, used, new Set(files.map(([, [, digest]]) => digest)));
    const index = Object.fromEntries(files.filter(([, [, digest]]) => digest === "" || modules.has(digest)));
    const resolved = resolutionsToStore(isInstalled ? stored.index.resolved : {}, news, index, isCurrent);
    writeCodeFile(file, { installed, files: index, resolved }, modules);
  }

  process.once("exit", save);
  return {
    continueWith(next) {
      save();
      open(next);
    },
  };
}

/**
 * Every change of a source makes another build, and the index of a file is read at every start: builds that this process does not use are
 * left out, and what the folder had where it was copied from.
 * @param {string} packages both end with a separator
 * @param {string} dist
 * @returns {(name: string) => boolean} of a path
 */
function currentNames(packages, dist) {
  const buildOf = (name) => (name.startsWith(dist) ? name.slice(0, name.indexOf(path.sep, dist.length) + 1) : null);
  const used = new Set(Object.keys(require.cache).map(buildOf));
  return (name) => name.startsWith(packages) || (name.startsWith(dist) && used.has(buildOf(name)));
}

/**
 * @param {Set<string>} digests of the files that are stored
 * @returns {Map<string, { bytes: Buffer, sourceBytes: number }>} by digest of the source
 */
function modulesToStore(stored, { scripts }, used, digests) {
  const { codes } = stored.index;
  const modules = new Map();
  const isTooMuch = Object.keys(codes).length + scripts.size > MAX_MODULES;
  for (const [digest, { sourceBytes }] of Object.entries(codes)) {
    if (scripts.has(digest) || !digests.has(digest) || (isTooMuch && !used.has(digest))) continue;
    const bytes = stored.readBytes(digest);
    if (bytes !== null) modules.set(digest, { bytes, sourceBytes });
  }
  for (const [digest, { script, source }] of scripts) {
    const text = Buffer.from(source);
    // With the functions that were compiled meanwhile.
    modules.set(digest, { bytes: Buffer.concat([text, script.createCachedData()]), sourceBytes: text.length });
  }
  return modules;
}

/** Without files of other builds, and of packages that were removed. */
function filesToStore(stored, news, currentState, isCurrent) {
  const fresh = [...news.files].map(([name, digest]) => [name, [currentState(name), digest]]);
  const all = { ...stored.index.files, ...Object.fromEntries(fresh) };
  return Object.entries(all).filter(([name, [state]]) => state !== null && isCurrent(name) && fs.existsSync(name));
}

function resolutionsToStore(known, news, files, isCurrent) {
  const resolved = {};
  const add = (folder, request, found) => {
    if (files[found] !== undefined && isCurrent(folder + path.sep)) (resolved[folder] ??= {})[request] = found;
  };
  for (const [folder, requests] of Object.entries(known))
    for (const [request, found] of Object.entries(requests)) add(folder, request, found);
  for (const [key, found] of news.resolved) add(...key.split("\0"), found);
  return resolved;
}

/** Another one after every installation of packages: npm writes this file last. */
function installationOf(root) {
  return stateOf(path.join(root, "node_modules", ".package-lock.json")) ?? "";
}

/** Another one after every change: no program can set the time of a file's last change (`ctime`). @returns {string | null} null: there is none */
function stateOf(file) {
  try {
    const { ctimeMs, mtimeMs, size } = fs.statSync(file);
    return `${ctimeMs} ${mtimeMs} ${size}`;
  } catch {
    return null;
  }
}

function run(module, filename, script) {
  const wrapper = script.runInThisContext({ displayErrors: true });
  return wrapper.call(module.exports, module.exports, requireOf(module), module, filename, path.dirname(filename));
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

module.exports = { useCodeCache };
