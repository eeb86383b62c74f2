import { strict as assert } from "node:assert";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { stageProgram } from "../../../../components/program";
import { catalogSchema, type Catalog } from "../../../../model/catalog/schema/catalog";
import { eventCatalog } from "../../../support/eventCatalog";
import { releaseOf, stageOf } from "../../../support/release";
import { mockEngine, settled, type Registered } from "../mocks";

/** URNs of this stage and catalog as an earlier version deployed them. Never regenerate it: stages have these URNs. */
const DEPLOYED = readFileSync(join(__dirname, "../../../fixtures/urns/production.txt"), "utf8").trim().split("\n");

async function registeredBy(catalog: Catalog): Promise<readonly Registered[]> {
  const registered = await mockEngine();
  await stageProgram({ stage: stageOf("production"), release: releaseOf(catalog) })();
  await settled();
  return registered;
}

function urnsWithAliases(registered: readonly Registered[]): ReadonlySet<string> {
  return new Set(registered.flatMap(({ urn, earlierUrns }) => [urn, ...earlierUrns]));
}

/** A catalog in which a service is in another phase. */
function moved(catalog: Catalog, service: string, phase: string): Catalog {
  const services = { ...catalog.services, [service]: { ...catalog.services[service], phase } };
  return catalogSchema.parse({ ...catalog, services });
}

describe("the URNs of a stage", () => {
  it("are those of an earlier version, or have them as aliases", async () => {
    const urns = urnsWithAliases(await registeredBy(eventCatalog()));
    assert.deepEqual(
      DEPLOYED.filter((urn) => !urns.has(urn)),
      [],
    );
  });

  it("keep those of a service that moves to another phase as aliases", async () => {
    const urns = urnsWithAliases(await registeredBy(moved(eventCatalog(), "users", "business")));
    assert.deepEqual(
      DEPLOYED.filter((urn) => !urns.has(urn)),
      [],
    );
  });

  it("have the AWS provider below the stage's stack", async () => {
    const providers = (await registeredBy(eventCatalog())).filter(({ type }) => type === "pulumi:providers:aws");
    assert.deepEqual(
      providers.map(({ urn }) => urn),
      ["urn:pulumi:dev::listbackup-backend::listbackup:stage:StageStack$pulumi:providers:aws::aws"],
    );
  });
});
