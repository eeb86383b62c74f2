"use strict";

/* Preloaded by the offline provider: it loads some 1,500 modules, and starts with each deployment of a rehearsal. */

const { join } = require("node:path");
const { useCodeCache } = require("./codeCache.cjs");

// V8's compiled code belongs to its flags, which are always the same here.
if (process.env.NODE_V8_COVERAGE === undefined) {
  const root = join(__dirname, "..");
  const name = `provider-${process.version}-${process.arch}.bin`;
  useCodeCache(join(root, "node_modules", ".cache", "code", name), root);
}
