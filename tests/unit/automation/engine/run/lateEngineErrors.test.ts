import { strict as assert } from "node:assert";
import { spawnSync } from "node:child_process";
import { ROOT } from "../../../../support/project/project";

/** Runs a program that ignores late engine errors, and rejects a promise that no code awaits. */
function rejectUnhandled(error: string): { readonly status: number | null; readonly stdout: string } {
  const program = `
    require("./tools/register.cjs");
    require("./automation/engine/run/lateEngineErrors").ignoreLateEngineErrors();
    Promise.reject(${error});
    setTimeout(() => console.log("alive"), 50);
  `;
  return spawnSync(process.execPath, ["-e", program], { cwd: ROOT, encoding: "utf8" });
}

describe("a rejected promise that no code awaits", () => {
  it("does not end the driver where it comes from the engine's connection", () => {
    const lost = `Object.assign(new Error("14 UNAVAILABLE"), { code: 14, details: "read ECONNRESET" })`;
    const { status, stdout } = rejectUnhandled(lost);
    assert.deepEqual([status, stdout], [0, "alive\n"]);
  });

  it("ends it in any other case", () => {
    const { status, stdout } = rejectUnhandled(`new Error("a bug")`);
    assert.deepEqual([status, stdout], [1, ""]);
  });
});
