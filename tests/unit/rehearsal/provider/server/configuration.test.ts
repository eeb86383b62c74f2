import { strict as assert } from "node:assert";
import { checkConfiguration, readConfiguration } from "../../../../../rehearsal/provider/server/configuration";
import { UNKNOWN } from "../../../../../rehearsal/provider/values/values";

describe("the provider's configuration", () => {
  it("is read from the engine's JSON texts", () => {
    const configuration = readConfiguration({
      region: "us-west-2",
      allowedAccountIds: '["123456789012"]',
      defaultTags: '{"tags":{"stage":"dev"}}',
      skipCredentialsValidation: "true",
      s3UsePathStyle: "true",
      endpoints: '[{"sqs":"http://elsewhere"}]',
      version: "7.48.0",
    });
    assert.deepEqual(configuration, {
      region: "us-west-2",
      allowedAccountIds: ["123456789012"],
      defaultTags: { stage: "dev" },
    });
  });

  it("allows any account and adds no tags by default", () => {
    assert.deepEqual(readConfiguration({}), { region: undefined, allowedAccountIds: [], defaultTags: {} });
  });

  it("leaves open what is not known yet", () => {
    assert.deepEqual(checkConfiguration({ region: UNKNOWN, defaultTags: UNKNOWN }), []);
  });

  it("keeps the zeros of an account id", () => {
    assert.deepEqual(readConfiguration({ allowedAccountIds: '["000000000012"]' }).allowedAccountIds, ["000000000012"]);
  });

  it("refuses what it does not know, by name", () => {
    const [failure] = checkConfiguration({ region: "us-west-2", assumeRoles: "[]" });
    assert.equal(failure?.property, "assumeRoles");
  });

  it("refuses a wrong type, with its place", () => {
    const [failure] = checkConfiguration({ defaultTags: '{"tags":{"a":1}}' });
    assert.equal(failure?.property, "defaultTags.tags.a");
  });
});
