"use strict";

/*
 * `make test`: Go tests, unit tests, property tests and engine tests, several processes side by side. The last line has
 * the counts; above it are the slowest files and the failed tests. `node tools/test.cjs recovery/lease recovery/crash` runs some of it.
 */

const { spawn } = require("node:child_process");
const fs = require("node:fs");
const os = require("node:os");
const path = require("node:path");
const { ensureBrowser } = require("./browser.cjs");
const { listFailures } = require("./failures.cjs");
const { GO_TEST, readGoTests } = require("./goTests.cjs");

const root = path.join(__dirname, "..");

/** One more than there are cores: engine tests also wait, for locks and for time to pass. Each takes about 1 GB. */
const LANES = Math.min(4, os.availableParallelism() + 1);
const SLOWEST = 10;
/** Seconds of each job in the last run, so that the longest start first. */
const TIMES_FILE = path.join(root, "node_modules", ".cache", "test-times.json");

/** @typedef {import("./failures.cjs").Failure} Failure */
/** @typedef {{ passed: number, failures: Failure[], output: string, files: Record<string, number> }} Result files: ms */

/** What runs as a process of its own: each engine test file has its own emulator. */
function jobs() {
  return [
    goJob("rehearsal/backend"),
    goJob("automation/build/placeholder"),
    goJob("automation/catalog/gofacts"),
    mochaJob("tests/unit", 20, process.env.CI === "true" ? COVERAGE : []),
    mochaJob("tests/property", 1200),
    mochaJob("tests/browser", 120),
    ...testFiles("tests/engine").map((file) => mochaJob(file, 600)),
  ];
}

/** Jobs that no lane has taken yet. */
let waiting = [];

/** @param {readonly string[]} parts of names of jobs; none: all jobs */
async function main(parts) {
  ensureBrowser();
  waiting = longestFirst(jobs().filter(({ name }) => parts.length === 0 || parts.some((part) => name.includes(part))));
  const results = [];
  const seconds = {};
  const lane = async () => {
    for (let job = waiting.shift(); job !== undefined; job = waiting.shift()) {
      const started = performance.now();
      console.log(`-- ${job.name}: started`);
      const result = await job.run();
      seconds[job.name] = (performance.now() - started) / 1000;
      results.push(result);
      console.log(`\n== ${job.name}\n${result.output}`);
      console.log(
        `${job.name}: ${result.passed} passed, ${result.failures.length} failed, ${seconds[job.name].toFixed(1)} s`,
      );
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  keepTimes({ ...lastTimes(), ...seconds });
  printSlowest(Object.assign({}, ...results.map(({ files }) => files)));
  const passed = results.reduce((sum, result) => sum + result.passed, 0);
  const failures = results.flatMap((result) => result.failures);
  const failed = failures.length;
  if (failed > 0) console.log(`\n${listFailures(failures)}`);
  console.log(`\n${passed} passed, ${failed} failed`);
  // A run without a single test is a mistake in the set-up, not a success.
  process.exitCode = failed === 0 && passed > 0 && !stopped ? 0 : 1;
}

/** CI also holds the lines that unit tests run to the floor in .c8rc.json. */
const COVERAGE = [path.join(root, "node_modules", "c8", "bin", "c8.js"), process.execPath];

/**
 * @param {string} spec a test file, or a folder of them
 * @param {readonly string[]} [wrapper] program that runs mocha, and its arguments
 */
function mochaJob(spec, seconds, wrapper = []) {
  const run = async () => {
    const scratch = fs.mkdtempSync(path.join(os.tmpdir(), "listbackup-tests-"));
    const counts = path.join(scratch, "counts.json");
    try {
      const bin = path.join(root, "node_modules", "mocha", "bin", "mocha.js");
      const specs = spec.endsWith(".ts") ? spec : `${spec}/**/*.test.ts`;
      const args = ["--reporter", path.join(__dirname, "count.cjs"), "--timeout", String(seconds * 1000), specs];
      const quiet = { AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: "true" };
      const color = process.stdout.isTTY ? { FORCE_COLOR: "1" } : {};
      const env = { ...process.env, ...quiet, ...color, TEST_COUNTS: counts };
      const { status, stdout, stderr } = await runProcess(process.execPath, [...wrapper, bin, ...args], {
        cwd: root,
        env,
      });
      const output = `${stdout}${stderr}`;
      const { passes, failures, files } = fs.existsSync(counts)
        ? JSON.parse(fs.readFileSync(counts, "utf8"))
        : { passes: 0, failures: [], files: {} };
      return { passed: passes, failures: withBrokenJob(spec, status, output, failures), output, files };
    } finally {
      fs.rmSync(scratch, { recursive: true, force: true });
    }
  };
  return { name: spec, run };
}

function goJob(module) {
  const run = async () => {
    const started = performance.now();
    const { status, stdout, stderr } = await runProcess("go", GO_TEST, { cwd: path.join(root, module) });
    const files = { [`${module} (go test)`]: performance.now() - started };
    const { passed, failures, output } = readGoTests(stdout);
    const all = `${stderr}${output}`;
    return { passed, failures: withBrokenJob(module, status, all, failures), output: all, files };
  };
  return { name: `${module} (go test)`, run };
}

/** A job that ended badly though no test failed is a failure: something broke beside the tests. */
function withBrokenJob(name, status, output, failures) {
  if (status === 0 || failures.length > 0) return failures;
  const end = output.split("\n").filter((line) => line.trim() !== "");
  return [{ test: `${name}: ended with status ${status}`, message: end.slice(-12).join("\n") }];
}

const running = new Set();
let stopped = false;

/** Ends with status -1 where the program cannot be started. */
function runProcess(command, args, options) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { ...options, stdio: ["ignore", "pipe", "pipe"] });
    running.add(child);
    let [stdout, stderr] = ["", ""];
    child.stdout.setEncoding("utf8").on("data", (text) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text) => (stderr += text));
    const end = (status, more = "") => {
      running.delete(child);
      resolve({ status, stdout, stderr: stderr + more });
    };
    child.once("error", ({ message }) => end(-1, `${command} does not run: ${message}\n`));
    child.once("close", (code) => end(code ?? -1));
  });
}

/** Starts nothing more, and ends what runs. A terminal sends SIGINT to the test processes as well. */
for (const signal of ["SIGINT", "SIGTERM"]) {
  process.once(signal, () => {
    stopped = true;
    waiting = [];
    for (const child of running) child.kill(signal);
  });
}

function testFiles(folder) {
  return fs
    .readdirSync(path.join(root, folder), { recursive: true })
    .filter((file) => file.endsWith(".test.ts"))
    .sort()
    .map((file) => path.posix.join(folder, file.split(path.sep).join("/")));
}

/** A new one may be long. */
function longestFirst(all) {
  const times = lastTimes();
  return all.toSorted((a, b) => (times[b.name] ?? Infinity) - (times[a.name] ?? Infinity) || 0);
}

function lastTimes() {
  try {
    return JSON.parse(fs.readFileSync(TIMES_FILE, "utf8"));
  } catch {
    return {};
  }
}

function keepTimes(seconds) {
  fs.mkdirSync(path.dirname(TIMES_FILE), { recursive: true });
  fs.writeFileSync(TIMES_FILE, JSON.stringify(seconds));
}

/** @param {Record<string, number>} files milliseconds */
function printSlowest(files) {
  const slowest = Object.entries(files).sort(([, a], [, b]) => b - a);
  console.log(`\nThe ${SLOWEST} slowest files:`);
  for (const [file, ms] of slowest.slice(0, SLOWEST)) console.log(`${(ms / 1000).toFixed(1).padStart(7)} s  ${file}`);
}

void main(process.argv.slice(2));
