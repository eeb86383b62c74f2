import { strict as assert } from "node:assert";
import { GRANT_ACTIONS } from "../../../../model/catalog/grant";
import { actionSupport } from "../../../../model/limits/actionSupport";

describe("actionSupport", () => {
  const ROWS: Readonly<Record<string, string>> = {
    "route53:GetChange": "on-resources",
    "route53:CreateHostedZone": "on-all",
    "acm:RequestCertificate": "on-all",
    "acm:requestcertificate": "on-all",
    "route53:GetChanges": "unknown",
    "constructor:Get": "unlisted",
  };
  for (const [action, support] of Object.entries(ROWS)) {
    it(`knows ${action} as ${support}`, () => {
      assert.equal(actionSupport(action), support);
    });
  }

  it("knows every action of the catalog's grants", () => {
    const actions = Object.values(GRANT_ACTIONS).flatMap((verbs) => Object.values(verbs).flat());
    const unknown = actions.filter((action) => !["on-resources", "on-all"].includes(actionSupport(action)));
    assert.deepEqual(unknown, []);
  });
});
