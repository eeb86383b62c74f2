import { strict as assert } from "node:assert";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { providerArgs } from "../../../../components/stage/awsProvider";
import type { Rehearsal } from "../../../../model/stage/stage";
import { stageOf } from "../../../support/release";

const ENDPOINT = "http://127.0.0.1:4570";
const rehearsed = (provider: Rehearsal["provider"]) =>
  providerArgs({ ...stageOf("staging"), rehearsal: { endpoint: ENDPOINT, provider } });

describe("how the engine reaches AWS", () => {
  it("is the stage's region and account, and no other", () => {
    assert.deepEqual(providerArgs(stageOf("staging")), {
      region: "us-west-2",
      allowedAccountIds: ["100000000002"],
      retryMode: "adaptive",
      defaultTags: { tags: { Project: "listbackup", Stage: "staging", ManagedBy: "pulumi" } },
    });
  });

  it("gives the offline provider no address: it has one already", () => {
    assert.equal(JSON.stringify(rehearsed("offline")).includes("127.0.0.1"), false);
  });

  it("sends the official provider to the emulator, in the stage's account", () => {
    const { accessKey, skipCredentialsValidation } = rehearsed("official");
    assert.deepEqual([accessKey, skipCredentialsValidation], ["100000000002", true]);
  });

  it("names the emulator for every service that a component uses", () => {
    const endpoints =
      (rehearsed("official").endpoints as unknown as readonly Readonly<Record<string, string>>[])[0] ?? {};
    const named = new Set(Object.keys(endpoints));
    const missing = servicesUsed().filter(
      (service) => !(OFFICIAL[service] ?? [service]).every((name) => named.has(name)),
    );
    assert.deepEqual(missing, []);
    assert.deepEqual([...new Set(Object.values(endpoints))], [ENDPOINT]);
  });
});

/** Modules of the package whose services the provider calls otherwise. */
const OFFICIAL: Readonly<Record<string, readonly string[]>> = {
  appautoscaling: ["applicationautoscaling"],
  cloudwatch: ["cloudwatch", "cloudwatchlogs", "eventbridge"],
  cognito: ["cognitoidp"],
};

function servicesUsed(): readonly string[] {
  const folder = join(__dirname, "../../../../components");
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));
  const modules = files.flatMap((name) =>
    [...readFileSync(join(folder, name), "utf8").matchAll(/from "@pulumi\/aws\/([a-z0-9]+)"/g)].map(
      ([, used]) => used ?? "",
    ),
  );
  return [...new Set(modules)].filter((name) => name !== "provider");
}
