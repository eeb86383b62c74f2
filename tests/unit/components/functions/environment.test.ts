import { strict as assert } from "node:assert";
import { output } from "@pulumi/pulumi";
import { environmentOf, resolve, type StageContext } from "../../../../components/functions/environment";
import { stageOf } from "../../../support/release";

const context: StageContext = {
  transition: null,
  parameterDigests: {},
  stage: stageOf("production"),
  queueUrls: { sync: "https://sqs/sync", "sync-dlq": "https://sqs/sync-dlq" },
  schedulerRoleArn: null,
  streamArns: {},
  identity: { userPoolId: output("us-west-2_POOL"), userPoolArn: "POOL_ARN", clientId: "CLIENT" },
  api: { id: "API", url: "https://api" },
  zoneId: "ZONE",
  certificateArn: "CERTIFICATE",
  failoverCertificateArn: "",
};

const ISSUER = "https://cognito-idp.us-west-2.amazonaws.com/us-west-2_POOL";

const VALUES: Readonly<Record<string, string>> = {
  stage: "production",
  region: "us-west-2",
  account: "100000000003",
  "text:plain": "plain",
  "text:listbackup-{stag": "listbackup-{stag",
  "text:listbackup-{stage}-x": "listbackup-prod-x",
  "setting:frontend-url": "https://app.listbackup.ai",
  "table:users": "listbackup-prod-users",
  "queue:sync": "https://sqs/sync",
  "queue:sync-dlq": "https://sqs/sync-dlq",
  "bucket:data": "listbackup-prod-data-100000000003-us-west-2",
  "topic:sms": "arn:aws:sns:us-west-2:100000000003:listbackup-prod-sms",
  "bus:main": "listbackup-prod-main",
  "identity:user-pool-id": "us-west-2_POOL",
  "identity:client-id": "CLIENT",
  "identity:issuer": ISSUER,
  "identity:jwks-uri": `${ISSUER}/.well-known/jwks.json`,
  "api:id": "API",
  "api:url": "https://api",
  "zone:id": "ZONE",
  "certificate:arn": "CERTIFICATE",
  "email:configuration-set": "listbackup-production-config-set",
  // A secret is passed by name: the handler fetches it.
  "ssm:/listbackup/jwt-secret": "/listbackup/jwt-secret",
  "ssm:/listbackup/{stage}/jwt-secret": "/listbackup/production/jwt-secret",
  // Of a pattern, the path below which the handler finds what matches.
  "ssm:/listbackup/{stage}/platforms/{platform}/oauth/*": "/listbackup/production/platforms",
  "secret:listbackup/{stage}/stripe": "listbackup/production/stripe",
};

function valueOf(reference: string): Promise<string> {
  return new Promise((settle) => output(resolve(context, reference)).apply(settle));
}

describe("a reference in an environment", () => {
  for (const [reference, value] of Object.entries(VALUES)) {
    it(`${reference} is ${value}`, async () => {
      assert.equal(await valueOf(reference), value);
    });
  }

  for (const unknown of ["queue:none", "setting:none", "regoin"]) {
    it(`${unknown} is nothing`, () => {
      assert.throws(() => resolve(context, unknown), TypeError);
    });
  }

  it("of a function goes over its service's", () => {
    assert.deepEqual(environmentOf(context, { A: "text:1", B: "text:2" }, { B: "text:3" }), { A: "1", B: "3" });
  });
});
