"use strict";

/*
 * The compiled program. Sources are transpiled file by file (types are `make lint`'s business) into a folder whose
 * name is a digest of all sources' paths, sizes and times: a build is current exactly when its folder exists. So a
 * changed, new or deleted source is noticed, two commands at once never see half a build, and one that is running
 * keeps the files it still has to load.
 */

const { createHash } = require("node:crypto");
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");

const FILES = ["cli.ts", "composition.ts", "index.ts", "pipeline.ts"];
const FOLDERS = ["model", "components", "automation", "rehearsal", "tools"];
/** The sample backend is Go and has many folders. */
const NO_SOURCES = new Set(["backend", "node_modules"]);
/** Age of unused builds to delete: no running command uses them. ms */
const MAX_AGE_MS = 24 * 60 * 60 * 1000;

/** How sources are compiled: each for itself, to what Node.js 20 runs. */
const OPTIONS = {
  format: "cjs",
  platform: "node",
  target: "node20",
  // Becomes a late `require`: a native import would ask for file extensions.
  supported: { "dynamic-import": false },
  // Pages of the report are written as JSX.
  jsx: "automatic",
  jsxImportSource: "preact",
  logLevel: "silent",
};

/**
 * Every source of the program, relative to the root, sorted.
 * @param {string} root the project's folder
 * @param {readonly string[]} [more] folders of sources that are not the program's
 */
function sources(root, more = []) {
  const found = FILES.filter((file) => fs.existsSync(path.join(root, file)));
  const pending = [...FOLDERS, ...more];
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    let entries;
    try {
      entries = fs.readdirSync(path.join(root, folder), { withFileTypes: true });
    } catch (error) {
      if (error.code === "ENOENT") continue;
      throw error;
    }
    for (const entry of entries) {
      if (entry.isDirectory() && !NO_SOURCES.has(entry.name)) pending.push(`${folder}/${entry.name}`);
      else if (entry.isFile() && /\.tsx?$/.test(entry.name)) found.push(`${folder}/${entry.name}`);
    }
  }
  return found.sort();
}

/** The name of the build that these sources make. */
function buildName(root, files) {
  const hash = createHash("sha256");
  for (const file of [...files, "package.json", "tools/program.cjs"]) {
    const { mtimeMs, size } = fs.statSync(path.join(root, file));
    hash.update(`${file}\0${mtimeMs}\0${size}\n`);
  }
  return hash.digest("hex").slice(0, 16);
}

function transpile(root, files, folder) {
  require("esbuild").buildSync({
    ...OPTIONS,
    absWorkingDir: root,
    entryPoints: files,
    outdir: folder,
    outbase: root,
    sourcemap: "linked",
    sourcesContent: false,
  });
}

/** Puts a finished folder in its place. Another command may have been faster: then its build, which is equal, stays. */
function publish(finished, place) {
  try {
    fs.renameSync(finished, place);
  } catch (error) {
    if (!["EEXIST", "ENOTEMPTY", "EPERM"].includes(error.code) || !fs.existsSync(place)) throw error;
    fs.rmSync(finished, { recursive: true, force: true });
  }
}

function removeOld(dist, current) {
  for (const name of fs.readdirSync(dist)) {
    const folder = path.join(dist, name);
    // `make library` compiles the components for other programs into it.
    if (name === "library" || name === current || Date.now() - fs.statSync(folder).mtimeMs < MAX_AGE_MS) continue;
    fs.rmSync(folder, { recursive: true, force: true });
  }
}

/** As `temporaryFolder.ts`, which is not compiled yet, names it: a later run removes the folder of a process that was killed. */
function machine() {
  let namespace = "";
  try {
    namespace = fs.readlinkSync("/proc/self/ns/pid");
  } catch {
    // Only Linux has it.
  }
  return createHash("sha256").update(`${os.hostname()} ${namespace}`).digest("hex").slice(0, 8);
}

/** A build for this process alone, where the checkout cannot be written to. Gone when the process ends. */
function privateBuild(root, files) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), `listbackup-program-${machine()}-${process.pid}-0-`));
  process.once("exit", () => fs.rmSync(folder, { recursive: true, force: true }));
  fs.symlinkSync(path.join(root, "node_modules"), path.join(folder, "node_modules"), "junction");
  transpile(root, files, folder);
  return folder;
}

/**
 * The folder of the compiled program, built first where it is not current.
 * @param {string} root the project's folder
 * @param {(line: string) => void} note receives warnings
 * @returns {string}
 */
function compiledProgram(root, note) {
  const files = sources(root);
  const name = buildName(root, files);
  const dist = path.join(root, "dist");
  const place = path.join(dist, name);
  if (fs.existsSync(place)) return place;

  let unfinished;
  try {
    fs.mkdirSync(dist, { recursive: true });
    unfinished = fs.mkdtempSync(path.join(dist, ".building-"));
  } catch (error) {
    note(`${dist} cannot be written to (${error.code}): compiling into a temporary folder.`);
    return privateBuild(root, files);
  }
  try {
    transpile(root, files, unfinished);
    publish(unfinished, place);
  } catch (error) {
    fs.rmSync(unfinished, { recursive: true, force: true });
    throw error;
  }
  removeOld(dist, name);
  return place;
}

module.exports = { compiledProgram, sources, OPTIONS };
