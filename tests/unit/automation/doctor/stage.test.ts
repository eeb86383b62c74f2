import { strict as assert } from "node:assert";
import { runChecks } from "../../../../automation/doctor/stage";
import { DeployError, type ErrorCode } from "../../../../model/errors";

const ok = { status: "ok", detail: "fine", remedy: "" } as const;
const check = (id: string, code?: ErrorCode) => ({
  id,
  title: id,
  run: () =>
    code === undefined ? Promise.resolve(ok) : Promise.reject(new DeployError(code, `${id} failed`, "Fix it.")),
});

describe("the checks of doctor on a stage", () => {
  for (const code of ["IDENTITY_UNKNOWN", "IDENTITY_MISMATCH"] as const)
    it(`report the identity once, and are skipped, on ${code}`, async () => {
      const findings = await runChecks([check("identity", code), check("zone", "AWS"), check("rights")]);
      assert.deepEqual(
        findings.map(({ id, status }) => [id, status]),
        [
          ["identity", "fail"],
          ["zone", "not-available"],
          ["rights", "not-available"],
        ],
      );
    });

  it("all run where the identity cannot be checked for another reason", async () => {
    const findings = await runChecks([check("identity", "AWS"), check("zone", "AWS"), check("rights")]);
    assert.deepEqual(
      findings.map(({ status, detail }) => [status, detail]),
      [
        ["fail", "identity failed"],
        ["fail", "zone failed"],
        ["ok", "fine"],
      ],
    );
  });
});
