"use strict";

const { writeFileSync } = require("node:fs");
const path = require("node:path");
const { reporters } = require("mocha");

/**
 * Mocha's own `spec`, which also leaves its results in the file that TEST_COUNTS names: passes, the failures, and the time
 * of each file, in ms.
 */
module.exports = class Count extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const files = {};
    const failures = [];
    const started = new Map();
    runner.on("suite", (suite) => started.set(suite, performance.now()));
    runner.on("suite end", (suite) => {
      if (suite.parent?.root !== true) return;
      const file = path.relative(process.cwd(), suite.file);
      files[file] = (files[file] ?? 0) + performance.now() - started.get(suite);
    });
    runner.on("fail", (test, error) => failures.push(failureOf(test, error)));
    runner.once("end", () =>
      writeFileSync(process.env.TEST_COUNTS, JSON.stringify({ passes: this.stats.passes, failures, files })),
    );
  }
};

/** @returns {import("./failures.cjs").Failure} */
function failureOf(test, error) {
  const file = test.file === undefined ? "" : `${path.relative(process.cwd(), test.file)}: `;
  return { test: `${file}${test.fullTitle()}`, message: String(error?.stack ?? error) };
}
