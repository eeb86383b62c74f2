"use strict";

/* `go test` of a module, and its counts. */

/** Arguments of the go command. */
const GO_TEST = ["test", "-json", "./..."];

/**
 * What a run of `go test -json` says.
 * @param {string} stdout
 * @returns {{ passed: number, failures: import("./failures.cjs").Failure[], output: string }} `output`: what failing packages
 * printed
 */
function readGoTests(stdout) {
  const events = stdout
    .split("\n")
    .filter((line) => line.startsWith("{"))
    .map((line) => JSON.parse(line));
  return { ...countGo(events), output: failuresOf(events) };
}

/** Tests without subtests of their own, and as one failure each package that fails without a failing test. */
function countGo(events) {
  const leaves = leafTests(events);
  const failed = leaves.filter(({ Action }) => Action === "fail");
  const failures = [...failed, ...brokenPackages(events, failed)].map(({ Package, Test = "" }) => ({
    test: `${Package} ${Test}`.trim(),
    message: outputOf(events, Package, Test === "" ? undefined : Test),
  }));
  return { passed: leaves.length - failed.length, failures };
}

function outputOf(events, ofPackage, ofTest) {
  return events
    .filter(({ Action, Package, Test }) => Action === "output" && Package === ofPackage && Test === ofTest)
    .map(({ Output }) => Output)
    .join("");
}

function failuresOf(events) {
  const failed = leafTests(events).filter(({ Action }) => Action === "fail");
  const failing = new Set([...failed, ...brokenPackages(events, failed)].map(({ Package }) => Package));
  return events
    .filter(
      ({ Action, Package, ImportPath }) =>
        Action === "build-output" || (Action === "output" && failing.has(Package ?? ImportPath)),
    )
    .map(({ Output }) => Output)
    .join("");
}

function leafTests(events) {
  const tests = events.filter(({ Action, Test }) => (Action === "pass" || Action === "fail") && Test !== undefined);
  return tests.filter(
    ({ Package, Test }) => !tests.some((other) => other.Package === Package && other.Test.startsWith(`${Test}/`)),
  );
}

function brokenPackages(events, failed) {
  const explained = new Set(failed.map(({ Package }) => Package));
  return events.filter(
    ({ Action, Package, Test }) => Action === "fail" && Test === undefined && !explained.has(Package),
  );
}

module.exports = { GO_TEST, readGoTests, countGo };
