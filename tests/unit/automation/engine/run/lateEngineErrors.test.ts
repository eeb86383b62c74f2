import { strict as assert } from "node:assert";
import { spawnSync } from "node:child_process";
import { ROOT } from "../../../../support/project";

/** Runs a program that outlives its engine, and then leaves a promise alone. */
function leftAlone(error: string): { readonly status: number | null; readonly stdout: string } {
  const program = `
    require("./tools/register.cjs");
    require("./automation/engine/run/lateEngineErrors").ignoreLateEngineErrors();
    Promise.reject(${error});
    setTimeout(() => console.log("alive"), 50);
  `;
  return spawnSync(process.execPath, ["-e", program], { cwd: ROOT, encoding: "utf8" });
}

describe("a promise that nobody waits for", () => {
  it("does not end the driver where the engine's end broke it", () => {
    const lost = `Object.assign(new Error("14 UNAVAILABLE"), { code: 14, details: "read ECONNRESET" })`;
    const { status, stdout } = leftAlone(lost);
    assert.deepEqual([status, stdout], [0, "alive\n"]);
  });

  it("ends it where anything else broke it", () => {
    const { status, stdout } = leftAlone(`new Error("a defect")`);
    assert.deepEqual([status, stdout], [1, ""]);
  });
});
