"use strict";

/*
 * The file of `codeCache.cjs`: digest of the index, length of the index, index as JSON, then source and compiled code of each module. A
 * reader reads the index, and of the rest what it needs. V8 does not survive damaged code, so each part has a checksum. Only a file that
 * this user owns, and that no other user can write, is read. It is replaced as a whole: a reader keeps the one that it has opened.
 */

const { createHash } = require("node:crypto");
const fs = require("node:fs");
const path = require("node:path");
const zlib = require("node:zlib");

const DIGEST_BYTES = 20;
const HEAD_BYTES = DIGEST_BYTES + 4;
/** After this, no process still writes an unfinished file. */
const MAX_WRITE_MS = 10 * 60_000;

/**
 * @typedef {object} StoredCode of one source; `at` counts from the end of the index
 * @property {number} at
 * @property {number} sourceBytes of the source, as a function of the module's variables
 * @property {number} codeBytes
 * @property {number} checksum of both
 *
 * @typedef {object} CodeIndex
 * @property {string} installed identifies the installation of the packages
 * @property {Record<string, StoredCode>} codes by digest of the source
 * @property {Record<string, [state: string, digest: string]>} files by path; the digest is empty where a file has no code
 * @property {Record<string, Record<string, string>>} resolved path by folder of the caller and request
 */

/** @returns {CodeIndex} */
function emptyIndex() {
  return { installed: "", codes: {}, files: {}, resolved: {} };
}

/** An opened file, or none. */
class CodeFile {
  #descriptor = -1;
  #begin = 0;
  /** @type {CodeIndex} */
  index = emptyIndex();

  /** @param {string} file */
  constructor(file) {
    try {
      this.#descriptor = fs.openSync(file, "r");
      this.#readIndex();
    } catch {
      this.#descriptor = -1;
      this.index = emptyIndex();
    }
  }

  #readIndex() {
    const { uid, mode } = fs.fstatSync(this.#descriptor);
    if (process.getuid !== undefined && (uid !== process.getuid() || (mode & 0o022) !== 0))
      throw new Error("not private");
    const head = this.#read(0, HEAD_BYTES);
    const length = head.readUInt32LE(DIGEST_BYTES);
    const text = this.#read(HEAD_BYTES, length);
    if (!digestOf(text).equals(head.subarray(0, DIGEST_BYTES))) throw new Error("damaged");
    this.index = JSON.parse(text.toString());
    this.#begin = HEAD_BYTES + length;
  }

  #read(position, length) {
    const bytes = Buffer.allocUnsafe(length);
    if (fs.readSync(this.#descriptor, bytes, 0, length, position) !== length) throw new Error("cut off");
    return bytes;
  }

  /**
   * Source and code of a module.
   * @param {string} digest of the source
   * @returns {{ source: string, code: Buffer } | null}
   */
  read(digest) {
    const bytes = this.readBytes(digest);
    if (bytes === null) return null;
    const { sourceBytes } = this.index.codes[digest];
    return { source: bytes.utf8Slice(0, sourceBytes), code: bytes.subarray(sourceBytes) };
  }

  /** @returns {Buffer | null} */
  readBytes(digest) {
    const stored = this.index.codes[digest];
    if (stored === undefined || this.#descriptor < 0) return null;
    try {
      const bytes = this.#read(this.#begin + stored.at, stored.sourceBytes + stored.codeBytes);
      return zlib.crc32(bytes) === stored.checksum ? bytes : null;
    } catch {
      return null;
    }
  }
}

/**
 * Replaces the file. Another process may read it meanwhile, or write its own. A read-only checkout works without.
 * @param {string} file its folder is created
 * @param {Pick<CodeIndex, "installed" | "files" | "resolved">} index
 * @param {Map<string, { bytes: Buffer, sourceBytes: number }>} modules by digest of the source
 */
function writeCodeFile(file, index, modules) {
  const codes = {};
  let at = 0;
  for (const [digest, { bytes, sourceBytes }] of modules) {
    codes[digest] = { at, sourceBytes, codeBytes: bytes.length - sourceBytes, checksum: zlib.crc32(bytes) };
    at += bytes.length;
  }
  const text = Buffer.from(JSON.stringify({ ...index, codes }));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(text.length);
  const unfinished = `${file}.${process.pid}`;
  try {
    fs.mkdirSync(path.dirname(file), { recursive: true });
    removeUnfinished(file);
    const content = Buffer.concat([digestOf(text), length, text, ...[...modules.values()].map(({ bytes }) => bytes)]);
    fs.writeFileSync(unfinished, content, { mode: 0o600, flag: "wx", flush: true });
    fs.renameSync(unfinished, file);
  } catch {
    fs.rmSync(unfinished, { force: true });
  }
}

/** Those of processes that were killed. */
function removeUnfinished(file) {
  const folder = path.dirname(file);
  for (const name of fs.readdirSync(folder)) {
    const other = path.join(folder, name);
    if (other.startsWith(`${file}.`) && Date.now() - fs.statSync(other).mtimeMs > MAX_WRITE_MS) fs.rmSync(other);
  }
}

function digestOf(content) {
  return createHash("sha1").update(content).digest();
}

module.exports = { CodeFile, writeCodeFile };
