"use strict";

/* `make test`: Chromium for the tests of the report's pages, where it is missing and this machine can install it. */

const { spawnSync } = require("node:child_process");
const fs = require("node:fs");

/** Where Linux distributions and macOS have it. */
const PLACES = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/** Path of the browser; undefined: there is none. */
function findBrowser() {
  return PLACES.find((place) => fs.existsSync(place));
}

function ensureBrowser() {
  if (findBrowser() !== undefined) return;
  if (!fs.existsSync("/usr/bin/apt-get") || process.getuid() !== 0) {
    console.log(
      "Chromium is not installed: the tests in tests/browser will fail. On Debian: `apt-get install chromium`.",
    );
    return;
  }
  console.log("Installing Chromium (apt-get)");
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const apt = (...args) => spawnSync("apt-get", ["-qq", ...args], { stdio: ["ignore", "ignore", "inherit"], env });
  const install = () => apt("install", "-y", "--no-install-recommends", "chromium", "fonts-dejavu-core").status === 0;
  // The lists of packages may be missing or old.
  if (!install()) {
    apt("update");
    install();
  }
}

module.exports = { ensureBrowser, findBrowser };
