import { strict as assert } from "node:assert";
import { neededGo, nodeVersion } from "../../../../automation/preflight/checks/tools";
import { installCommand } from "../../../../model/preflight/tools";

describe("the tools of the machine", () => {
  for (const [version, kind] of [
    ["v20.18.3", "found"],
    ["v20.19.0", "passed"],
    ["v24.1.0", "passed"],
  ] as const)
    it(`Node.js ${version}: ${kind}`, () => {
      assert.equal(nodeVersion(version).kind, kind);
    });

  it("have the install command of the system", () => {
    assert.equal(installCommand("git", "darwin"), "brew install git");
    assert.equal(installCommand("git", "linux"), "sudo apt-get install git");
  });

  it("include the Go version of the backend's go.mod", () => {
    assert.deepEqual(neededGo("module a\n\ngo 1.24.0\n\ntoolchain go1.26.8\n"), [1, 24, 0]);
  });
});
