import { strict as assert } from "node:assert";
import type { Context } from "../../../automation/commands/command";
import { withRehearsalHint } from "../../../automation/rehearsalHint";
import { DeployError, type ErrorCode } from "../../../model/errors";

const contextOf = (rehearsal: boolean, isRunning: boolean): Context =>
  ({
    options: { rehearsal },
    wiring: {
      rehearsal: () =>
        Promise.resolve({ running: () => Promise.resolve(isRunning ? { endpoint: "http://127.0.0.1:1" } : null) }),
    },
  }) as unknown as Context;

describe("an error of a command without --rehearsal", () => {
  const CASES: readonly (readonly [code: ErrorCode, option: boolean, isRunning: boolean, isHinted: boolean])[] = [
    ["IDENTITY_UNKNOWN", false, true, true],
    ["NOT_BOOTSTRAPPED", false, true, true],
    ["IDENTITY_MISMATCH", false, true, true],
    ["IDENTITY_UNKNOWN", false, false, false],
    ["IDENTITY_UNKNOWN", true, true, false],
    ["CATALOG_INVALID", false, true, false],
  ];
  for (const [code, option, isRunning, isHinted] of CASES) {
    it(`${isHinted ? "names" : "does not name"} the option: ${code}${option ? ", given" : ""}${isRunning ? ", a rehearsal runs" : ""}`, async () => {
      const error = await withRehearsalHint(new DeployError(code, "what", "remedy."), contextOf(option, isRunning));
      assert.ok(error instanceof DeployError);
      assert.deepEqual([error.code, / --rehearsal\.$/.test(error.remedy)], [code, isHinted]);
    });
  }
});
