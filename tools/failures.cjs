"use strict";

/*
 * The failed tests once more at the end of a run, because a log of thousands of tests is read from its end, and some
 * services keep only that.
 */

/** @typedef {{ test: string, message: string }} Failure test: its file and title; message: with its stack */

/** Lines of a failure's message: the assertion and where it is. */
const MESSAGE_LINES = 12;
/** After so many failures, they have one cause, which the first ones show. */
const SHOWN = 20;

/**
 * @param {readonly Failure[]} failures
 * @returns {string} empty without failures
 */
function listFailures(failures) {
  if (failures.length === 0) return "";
  const blocks = failures.slice(0, SHOWN).map(({ test, message }) => `  ${test}\n${firstLines(message)}`);
  const more = failures.length > SHOWN ? [`  and ${failures.length - SHOWN} more`] : [];
  return ["Failed tests:", ...blocks, ...more].join("\n\n");
}

function firstLines(message) {
  const lines = message.split("\n").filter((line) => line.trim() !== "");
  return lines
    .slice(0, MESSAGE_LINES)
    .map((line) => `    ${line}`)
    .join("\n");
}

module.exports = { listFailures };
