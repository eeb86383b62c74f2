import { strict as assert } from "node:assert";
import { GRANT_ACTIONS } from "../../../../model/catalog/grant";
import { actionSupport, hasEffectOn } from "../../../../model/limits/actionSupport";

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

  const EFFECTS: readonly (readonly [action: string, resource: string, effect: boolean])[] = [
    ["lambda:InvokeFunction", "arn:aws:lambda:us-west-2:1:function:listbackup-dev-*:live", true],
    ["lambda:InvokeFunction", "arn:aws:sqs:us-west-2:1:jobs", false],
    ["dynamodb:GetItem", "arn:aws:dynamodb:us-west-2:1:table/users/index/*", false],
    ["dynamodb:Query", "arn:aws:dynamodb:us-west-2:1:table/users/index/*", true],
    ["route53:CreateHostedZone", "arn:aws:route53:::hostedzone/*", false],
    ["route53:CreateHostedZone", "*", true],
    ["s3:ListBucket", "arn:aws:s3:::data/*", false],
    ["s3:GetObject", "arn:aws:s3:::data/*", true],
    ["bedrock:InvokeModel", "arn:aws:bedrock:us-west-2::foundation-model/*", true],
  ];
  for (const [action, resource, effect] of EFFECTS) {
    it(`knows that ${action} has ${effect ? "an" : "no"} effect on ${resource}`, () => {
      assert.equal(hasEffectOn(action, resource), effect);
    });
  }
});
