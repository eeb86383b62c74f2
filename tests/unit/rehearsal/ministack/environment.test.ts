import { strict as assert } from "node:assert";
import { restoreEnvironment } from "../../../support/environment";
import { emulatorEnvironment } from "../../../../rehearsal/ministack/environment";

describe("the emulator's environment", () => {
  it("carries no credentials and no proxy of the user", () => {
    const before = { ...process.env };
    const user = { AWS_SECRET_ACCESS_KEY: "s", AWS_PROFILE: "p", HTTPS_PROXY: "http://proxy" };
    Object.assign(process.env, user);
    try {
      const names = Object.keys(emulatorEnvironment("/home", 4570, "111111111111"));
      assert.deepEqual(
        names.filter((name) => /AWS_|PROXY/.test(name)),
        ["AWS_ENDPOINT_URL", "LISTBACKUP_AWS_LIMITS", "LISTBACKUP_AWS_PACE", "AWS_EC2_METADATA_DISABLED"],
      );
    } finally {
      restoreEnvironment(before);
    }
  });

  it("binds to loopback only", () => {
    assert.equal(emulatorEnvironment("/home", 4570, "111111111111")["BIND_HOST"], "127.0.0.1");
  });
});
