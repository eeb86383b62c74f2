import { strict as assert } from "node:assert";
import { emailResources } from "../../../../components/events/email";
import type { Stage } from "../../../../model/stage/stage";
import { smallCatalog, stageOf } from "../../../support/release";
import { named, resourcesOf, type Registered } from "../mocks";

const made = (stage: Stage): Promise<readonly Registered[]> =>
  resourcesOf((parent) => emailResources(stage, smallCatalog().events, "ZONE", parent));

describe("what sends e-mail", () => {
  it("is a set that counts its events", async () => {
    assert.deepEqual(named(await made(stageOf("dev")), "email-events").inputs["eventDestination"], {
      enabled: true,
      matchingEventTypes: ["SEND", "BOUNCE"],
      cloudWatchDestination: {
        dimensionConfigurations: [
          { dimensionName: "MessageTag", dimensionValueSource: "MESSAGE_TAG", defaultDimensionValue: "none" },
        ],
      },
    });
  });

  it("is the catalog's templates", async () => {
    assert.deepEqual(named(await made(stageOf("dev")), "email-reset").inputs, {
      name: "listbackup-dev-reset",
      subject: "Reset",
      html: "<p>{{code}}</p>",
      text: "{{code}}",
    });
  });

  it("has the names that handlers put together from the stage's whole name", async () => {
    const all = await made(stageOf("production"));
    assert.deepEqual(
      [named(all, "email").inputs["configurationSetName"], named(all, "email-reset").inputs["name"]],
      ["listbackup-production-config-set", "listbackup-production-reset"],
    );
  });

  it("proves its domain with three records in the zone", async () => {
    const records = (await made(stageOf("dev"))).filter(({ type }) => type === "aws:route53/record:Record");
    assert.deepEqual(
      records.map(({ inputs }) => [inputs["zoneId"], inputs["name"], inputs["records"]]),
      ["one", "two", "three"].map((token) => [
        "ZONE",
        `${token}._domainkey.listbackup.ai`,
        [`${token}.dkim.amazonses.com`],
      ]),
    );
  });

  it("proves nothing where the zone is not the stage's", async () => {
    const dev = stageOf("dev");
    const without = await made({ ...dev, api: { ...dev.api, customDomain: false } });
    assert.deepEqual(
      without.map(({ name }) => name),
      ["email", "email-reset", "email-events"],
    );
  });
});
