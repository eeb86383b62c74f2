import { strict as assert } from "node:assert";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { currentBackend, requireBackend } from "../../../../automation/plain/loginCheck";
import { DeployError } from "../../../../model/errors";

const OWN = "s3://listbackup-state-100000000001-us-west-2?region=us-west-2&awssdk=v2";

describe("the login of the Pulumi CLI", () => {
  let home = "";
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), "listbackup-login-"));
  });
  afterEach(() => rm(home, { recursive: true, force: true }));

  it("is what PULUMI_BACKEND_URL says", async () => {
    assert.equal(await currentBackend({ PULUMI_HOME: home, PULUMI_BACKEND_URL: "file:///state" }), "file:///state");
  });

  it("is that of `pulumi login` otherwise", async () => {
    await writeFile(join(home, "credentials.json"), JSON.stringify({ current: OWN }));
    assert.equal(await currentBackend({ PULUMI_HOME: home }), OWN);
  });

  it("is Pulumi Cloud without any", async () => {
    assert.equal(await currentBackend({ PULUMI_HOME: home }), "https://api.pulumi.com");
  });

  it("may name its region otherwise, and end with a slash", () => {
    requireBackend("dev", "s3://listbackup-state-100000000001-us-west-2/", OWN);
  });

  for (const other of ["https://api.pulumi.com", "file:///state", "s3://listbackup-state-100000000002-us-west-2"]) {
    it(`is refused in ${other}, with the command that changes it`, () => {
      assert.throws(
        () => {
          requireBackend("dev", other, OWN);
        },
        (error) => error instanceof DeployError && error.code === "STATE_MISMATCH" && error.remedy.includes(OWN),
      );
    });
  }
});
