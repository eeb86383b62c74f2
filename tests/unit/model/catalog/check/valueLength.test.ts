import { strict as assert } from "node:assert";
import { longestValue } from "../../../../../model/catalog/check/usage/valueLength";
import { parseReference } from "../../../../../model/catalog/reference";

const SETTINGS = new Map([
  ["Pulumi.dev.yaml", new Map([["frontend-url", "https://dev.app.example.com"]])],
  ["Pulumi.production.yaml", new Map([["frontend-url", "https://app.example.com"]])],
]);

/** What each reference is longest as. */
const LONGEST: Readonly<Record<string, string>> = {
  stage: "disaster-recovery",
  region: "ap-southeast-1",
  "text:{stage}/é": "staging/é",
  "setting:frontend-url": "https://dev.app.example.com",
  "setting:unknown": "",
  "table:users": "listbackup-staging-users",
  "queue:sync": "https://sqs.ap-southeast-1.amazonaws.com/000000000000/listbackup-staging-sync.fifo",
  "topic:news": "arn:aws:sns:ap-southeast-1:000000000000:listbackup-staging-news",
  "identity:user-pool-id": "ap-southeast-1_AbCdEfGhI",
  "identity:client-id": "1example23456789examplerst",
  "identity:jwks-uri":
    "https://cognito-idp.ap-southeast-1.amazonaws.com/ap-southeast-1_AbCdEfGhI/.well-known/jwks.json",
  "api:id": "a1bcdef2gh",
  "api:url": `https://api.${"x".repeat(64)}`,
  "certificate:arn": "arn:aws:acm:ap-southeast-1:000000000000:certificate/12345678-1234-1234-1234-123456789012",
  "email:configuration-set": "listbackup-disaster-recovery-config-set",
  "ssm:/listbackup/{stage}/platforms/*": "/listbackup/disaster-recovery/platforms",
  "secret:listbackup/{stage}/stripe": "listbackup/disaster-recovery/stripe",
};

describe("the longest value", () => {
  for (const [text, value] of Object.entries(LONGEST)) {
    it(`of ${text} has as many bytes as ${value === "" ? "nothing" : value}`, () => {
      assert.equal(longestValue(parseReference(text), SETTINGS), Buffer.byteLength(value));
    });
  }
});
