"use strict";

/* `make test`: the Go tests, the unit tests, the engine tests; one line with the sum at the end. */

const { spawnSync } = require("node:child_process");
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");

const root = path.join(__dirname, "..");

const SUITES = [
  { title: "Sample backend (go test)", run: () => goTest("rehearsal/backend") },
  { title: "Placeholder function (go test)", run: () => goTest("automation/build/placeholder") },
  { title: "Unit tests", run: () => mocha("tests/unit", 20) },
  { title: "Properties (fast-check)", run: () => mocha("tests/property", 1200) },
  { title: "Engine tests (real Pulumi, local AWS)", run: () => mocha("tests/engine", 600) },
];

function main() {
  const sum = { passed: 0, failed: 0 };
  for (const { title, run } of SUITES) {
    const started = performance.now();
    console.log(`\n== ${title}`);
    const { passed, failed } = run();
    sum.passed += passed;
    sum.failed += failed;
    console.log(`${title}: ${passed} passed, ${failed} failed, ${((performance.now() - started) / 1000).toFixed(1)} s`);
  }
  console.log(`\n${sum.passed} passed, ${sum.failed} failed`);
  // A run without a single test is a mistake in the set-up, not a success.
  process.exitCode = sum.failed === 0 && sum.passed > 0 ? 0 : 1;
}

function mocha(folder, seconds) {
  const files = testFiles(path.join(root, folder));
  if (files.length === 0) return { passed: 0, failed: 0 };
  const scratch = fs.mkdtempSync(path.join(os.tmpdir(), "listbackup-tests-"));
  const counts = path.join(scratch, "counts.json");
  const reporter = path.join(__dirname, "count.cjs");
  const args = ["--reporter", reporter, "--timeout", String(seconds * 1000), "--spec", `${folder}/**/*.test.ts`];
  try {
    const bin = path.join(root, "node_modules", "mocha", "bin", "mocha.js");
    const quiet = { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true" };
    const env = { ...process.env, ...quiet, TEST_COUNTS: counts };
    const { status } = spawnSync(process.execPath, [bin, ...args], { cwd: root, stdio: "inherit", env });
    if (!fs.existsSync(counts)) return { passed: 0, failed: 1 };
    const { passes, failures } = JSON.parse(fs.readFileSync(counts, "utf8"));
    // Ended badly though no test failed: something broke beside the tests.
    return { passed: passes, failed: failures === 0 && status !== 0 ? 1 : failures };
  } finally {
    fs.rmSync(scratch, { recursive: true, force: true });
  }
}

function testFiles(folder) {
  if (!fs.existsSync(folder)) return [];
  return fs.readdirSync(folder, { recursive: true }).filter((file) => String(file).endsWith(".test.ts"));
}

function goTest(module) {
  const { stdout, stderr, error } = spawnSync("go", ["test", "-json", "./..."], {
    cwd: path.join(root, module),
    encoding: "utf8",
    maxBuffer: 256 * 1024 * 1024,
  });
  if (error !== undefined) {
    console.log(`go does not run: ${error.message}`);
    return { passed: 0, failed: 1 };
  }
  process.stdout.write(stderr);
  return countGo(
    stdout
      .split("\n")
      .filter((line) => line.startsWith("{"))
      .map((line) => JSON.parse(line)),
  );
}

/** Counts tests without subtests of their own, and as one failure each package that fails without a failing test. */
function countGo(events) {
  const ended = events.filter(({ Action }) => Action === "pass" || Action === "fail");
  const tests = ended.filter(({ Test }) => Test !== undefined);
  const leaves = tests.filter(
    ({ Package, Test }) => !tests.some((other) => other.Package === Package && other.Test.startsWith(`${Test}/`)),
  );
  const failed = leaves.filter(({ Action }) => Action === "fail");
  const explained = new Set(failed.map(({ Package }) => Package));
  const broken = ended.filter(
    ({ Action, Package, Test }) => Action === "fail" && Test === undefined && !explained.has(Package),
  );
  const failing = new Set([...failed, ...broken].map(({ Package }) => Package));
  for (const { Action, Package, ImportPath, Output } of events) {
    if (Action === "build-output" || (Action === "output" && failing.has(Package ?? ImportPath)))
      process.stdout.write(Output);
  }
  return { passed: leaves.length - failed.length, failed: failed.length + broken.length };
}

module.exports = { countGo };
if (require.main === module) main();
