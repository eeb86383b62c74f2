import { strict as assert } from "node:assert";
import { emulatorEnvironment } from "../../../../rehearsal/ministack/environment";

describe("the emulator's environment", () => {
  it("carries no credentials and no proxy of the user", () => {
    const before = { ...process.env };
    Object.assign(process.env, { AWS_SECRET_ACCESS_KEY: "s", AWS_PROFILE: "p", HTTPS_PROXY: "http://proxy" });
    try {
      const names = Object.keys(emulatorEnvironment("/home", 4570, "111111111111"));
      assert.deepEqual(
        names.filter((name) => /AWS_|PROXY/.test(name)),
        ["AWS_ENDPOINT_URL", "AWS_EC2_METADATA_DISABLED"],
      );
    } finally {
      process.env = before;
    }
  });

  it("binds to loopback only", () => {
    assert.equal(emulatorEnvironment("/home", 4570, "111111111111")["BIND_HOST"], "127.0.0.1");
  });
});
