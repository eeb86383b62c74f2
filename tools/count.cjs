"use strict";

const { writeFileSync } = require("node:fs");
const { reporters } = require("mocha");

/** Mocha's own `spec`, which also leaves its counts in the file that TEST_COUNTS names. */
module.exports = class Count extends reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    runner.once("end", () => writeFileSync(process.env.TEST_COUNTS, JSON.stringify(this.stats)));
  }
};
