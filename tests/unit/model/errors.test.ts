import { strict as assert } from "node:assert";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DeployError, ERROR_CODES, EXIT, unreachable } from "../../../model/errors";
import { ROOT } from "../../support/project/project";

describe("an error that a user can fix", () => {
  it("says what happened, then what to do", () => {
    assert.equal(new DeployError("USAGE", "There is no x.", "Use y.").message, "There is no x.\nUse y.");
  });

  it("has both as separate properties", () => {
    const { code, what, remedy } = new DeployError("USAGE", "There is no x.", "Use y.");
    assert.deepEqual({ code, what, remedy }, { code: "USAGE", what: "There is no x.", remedy: "Use y." });
  });

  it("has the exit code of its code", () => {
    assert.equal(new DeployError("LEASE_HELD", "Another deploys.", "Wait.").exitCode, 9);
  });

  it("keeps its cause", () => {
    const cause = new Error("deep down");
    assert.equal(new DeployError("AWS", "AWS failed.", "Try again.", { cause }).cause, cause);
  });

  it("has no cause by default", () => {
    assert.equal(Object.hasOwn(new DeployError("AWS", "AWS failed.", "Try again."), "cause"), false);
  });

  it("has machine-readable details, empty by default", () => {
    const details = { checks: [] };
    assert.deepEqual(new DeployError("VERIFICATION", "It fails.", "Fix it.", { details }).details, details);
    assert.deepEqual(new DeployError("AWS", "AWS failed.", "Try again.").details, {});
  });

  it("has a distinct name", () => {
    assert.equal(new DeployError("AWS", "AWS failed.", "Try again.").name, "DeployError");
  });
});

describe("exit codes", () => {
  it("are stable", () => {
    assert.deepEqual(EXIT, {
      done: 0,
      failed: 1,
      usage: 2,
      preflight: 3,
      rolledBack: 4,
      notRolledBack: 5,
      refused: 6,
      differences: 7,
      cancelled: 8,
      leaseHeld: 9,
      verification: 10,
      inconclusive: 11,
    });
  });

  it("of errors are all explained in the documentation", () => {
    const rows = readFileSync(join(ROOT, "docs", "commands.md"), "utf8").matchAll(/^\| (\d+) +\|/gm);
    const explained = new Set([...rows].map(([, code]) => Number(code)));
    const mute = Object.entries(ERROR_CODES).filter(([, exit]) => !explained.has(exit));
    assert.deepEqual(mute, []);
  });

  it("of errors are never 0", () => {
    const well = Object.entries(ERROR_CODES).flatMap(([code, exit]) => (Number(exit) === EXIT.done ? [code] : []));
    assert.deepEqual(well, []);
  });
});

describe("unreachable code", () => {
  it("is a bug of the tool if it is reached", () => {
    assert.throws(() => unreachable("purple" as never), { code: "INTERNAL", what: 'Unexpected value "purple".' });
  });
});
