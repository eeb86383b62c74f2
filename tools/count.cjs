"use strict";

const { writeFileSync } = require("node:fs");
const path = require("node:path");
const { reporters } = require("mocha");

/** Mocha's own `spec`, which also leaves its counts and the time of each file, in ms, in the file that TEST_COUNTS names. */
module.exports = class Count extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const files = {};
    const started = new Map();
    runner.on("suite", (suite) => started.set(suite, performance.now()));
    runner.on("suite end", (suite) => {
      if (suite.parent?.root !== true) return;
      const file = path.relative(process.cwd(), suite.file);
      files[file] = (files[file] ?? 0) + performance.now() - started.get(suite);
    });
    runner.once("end", () => writeFileSync(process.env.TEST_COUNTS, JSON.stringify({ ...this.stats, files })));
  }
};
