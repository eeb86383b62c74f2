import { strict as assert } from "node:assert";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { ROOT } from "../../../support/project/project";

/** What no message may repeat. */
const SECRET = "sk_live_4eC39HqLyjWDarjtT1zdp7dc";
const STRIPE = "/listbackup/stripe-secret-key";
const JWT = "/listbackup/jwt-secret";

function secrets(...args: readonly string[]): { readonly exit: number | null; readonly output: string } {
  const { status, stdout, stderr } = spawnSync(join(ROOT, "bin", "deploy"), ["secrets", ...args, "--rehearsal"], {
    cwd: ROOT,
    encoding: "utf8",
    input: "",
  });
  return { exit: status, output: stdout + stderr };
}

/** Refused before anything is asked of AWS: there is no local AWS here. */
const REFUSED: Readonly<Record<string, readonly string[]>> = {
  "a value as an argument": ["set", "dev", STRIPE, SECRET],
  "a value as an argument of a rotation": ["rotate", "dev", STRIPE, SECRET],
  "a value instead of a name": ["set", "dev", SECRET],
  "a value instead of a name to rotate": ["rotate", "dev", SECRET],
  "a value behind a name": ["set", "dev", `${STRIPE}=${SECRET}`],
  "a value behind a name of Secrets Manager": ["rotate", "dev", `secret:x=${SECRET}`],
  "a value for init": ["init", "dev", `${STRIPE}=${SECRET}`],
  "a value behind an option": ["rotate", "dev", STRIPE, `--value=${SECRET}`],
  "a value after an option": ["rotate", "dev", STRIPE, "--value", SECRET],
  "an unknown name": ["rotate", "dev", "/listbackup/stripe-secret"],
  "a name of another stage": ["rotate", "dev", "/listbackup/production/platforms/hubspot/oauth/client-secret"],
  "a generated parameter": ["rotate", "dev", "/listbackup/cognito-user-pool-id"],
  "a previous value": ["rotate", "dev", `${JWT}-previous`],
  "a pattern": ["rotate", "dev", "/listbackup/{stage}/platforms/{platform}/oauth/*"],
  "a name that matches a pattern": ["rotate", "dev", "/listbackup/dev/platforms/hubspot/oauth/client-secret"],
  "no name": ["rotate", "dev"],
  "an option of another action": ["list", "dev", "--yes"],
  "an undo with a file": ["rotate", "dev", JWT, "--undo", "--from-file", "values"],
};

describe("secrets", function () {
  this.timeout(60_000);

  for (const [what, args] of Object.entries(REFUSED))
    it(`refuses ${what}, without repeating a value`, () => {
      const { exit, output } = secrets(...args);
      assert.deepEqual([exit, /^error USAGE$/m.test(output), output.includes(SECRET)], [2, true, false], output);
    });
});
