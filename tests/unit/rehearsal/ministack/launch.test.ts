import { strict as assert } from "node:assert";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DeployError } from "../../../../model/errors";
import { launch } from "../../../../rehearsal/ministack/launch";

describe("launching the emulator", () => {
  let home: string;
  beforeEach(async () => void (home = await mkdtemp(join(tmpdir(), "listbackup-launch-"))));
  afterEach(() => rm(home, { recursive: true }));

  it("shows the end of the log when the process exits", async () => {
    const launcher = join(home, "exits.cjs");
    await writeFile(launcher, `console.log("no module named ministack"); process.exit(3);`);
    await assert.rejects(
      launch({ python: process.execPath, launcher, home, port: 1, account: "111111111111" }),
      (error) => {
        assert.ok(error instanceof DeployError);
        assert.equal(error.code, "EMULATOR_START");
        assert.match(error.what, /ended with 3.*\nno module named ministack/s);
        return true;
      },
    );
  });

  it("says so when there is no interpreter", async () => {
    const missing = join(home, "python");
    await assert.rejects(
      launch({ python: missing, launcher: "x", home, port: 1, account: "111111111111" }),
      (error) => error instanceof DeployError && error.what.includes("ENOENT"),
    );
  });
});
