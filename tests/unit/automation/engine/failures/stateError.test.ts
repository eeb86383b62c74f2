import { strict as assert } from "node:assert";
import { stateError } from "../../../../../automation/engine/failures/stateError";
import { DeployError } from "../../../../../model/errors";

/** As the Automation API throws it. */
const engineFailed = (stderr: string): Error =>
  Object.assign(new Error(`code: -2\n stdout: \n stderr: Command failed\n${stderr}\n err?: x`), {
    commandResult: { code: -2, err: Object.assign(new Error("Command failed"), { exitCode: 1, stderr }) },
  });
const DAMAGED = "restore it";

describe("an error of the state", () => {
  const ROWS: readonly (readonly [what: string, error: unknown, code: string, isDamaged: boolean])[] = [
    ["a read-only folder", engineFailed("error: writing: open /s/dev.json: read-only file system"), "DISK", false],
    ["a full disk", Object.assign(new Error("ENOSPC: no space left"), { code: "ENOSPC" }), "DISK", false],
    ["no access", Object.assign(new Error("EACCES: permission denied"), { code: "EACCES" }), "DISK", false],
    ["a lock", engineFailed("error: the stack is currently locked by 1 lock(s)."), "LEASE_HELD", false],
    [
      "a checkpoint that is no JSON",
      engineFailed("error: failed to load checkpoint: invalid"),
      "STATE_UNREADABLE",
      true,
    ],
    ["JSON that is no state", new SyntaxError("Unexpected token g"), "STATE_UNREADABLE", true],
    ["expired credentials", new DeployError("IDENTITY_UNKNOWN", "expired", "sign in"), "IDENTITY_UNKNOWN", false],
    [
      "a bucket that is missing",
      engineFailed(
        'error: read ".pulumi/meta.yaml": operation error S3: GetObject, https response error StatusCode: 404, RequestID: , HostID: , NoSuchBucket: no',
      ),
      "NOT_BOOTSTRAPPED",
      false,
    ],
  ];
  for (const [what, error, code, isDamaged] of ROWS) {
    it(`by ${what} is ${code}${isDamaged ? ", and asks for a restore" : ""}`, () => {
      const found = stateError(error, "The state of dev cannot be read", DAMAGED);
      assert.deepEqual([found.code, found.remedy === DAMAGED], [code, isDamaged]);
    });
  }
});
