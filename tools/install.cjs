"use strict";

/*
 * `make install`: needs nothing but Node. Packages first, when the lock file is not the one they were installed from;
 * then what tools/install.ts brings.
 */

const { spawnSync } = require("node:child_process");
const { createHash } = require("node:crypto");
const fs = require("node:fs");
const path = require("node:path");

const root = path.join(__dirname, "..");
const OLDEST = [20, 19];

const [major, minor] = process.versions.node.split(".").map(Number);
if (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1])) {
  fail(`This is Node.js ${process.versions.node}: install ${OLDEST.join(".")} or newer (https://nodejs.org).`);
}

installPackages();
process.env.LISTBACKUP_ROOT = root;
const { compiledProgram } = require("./program.cjs");
require(
  path.join(
    compiledProgram(root, () => undefined),
    "tools",
    "install.js",
  ),
);

function installPackages() {
  const stamp = path.join(root, "node_modules", ".install-stamp");
  const wanted = createHash("sha256")
    .update(fs.readFileSync(path.join(root, "package-lock.json")))
    .update(process.platform + process.arch)
    .digest("hex");
  if (fs.existsSync(stamp) && fs.readFileSync(stamp, "utf8") === wanted) return;
  console.log("Installing packages (npm ci)");
  // A registry that stumbles once is nothing to wake a person for.
  if (!npm() && !npm()) fail("The packages cannot be installed: npm says why above.");
  fs.writeFileSync(stamp, wanted);
}

function npm() {
  const args = ["ci", "--no-audit", "--no-fund", "--prefer-offline"];
  return spawnSync("npm", args, { cwd: root, stdio: "inherit", shell: process.platform === "win32" }).status === 0;
}

function fail(message) {
  process.stderr.write(`error: ${message}\n`);
  process.exit(1);
}
