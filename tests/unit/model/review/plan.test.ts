import { strict as assert } from "node:assert";
import { stageProgram } from "../../../../components/program";
import type { Catalog } from "../../../../model/catalog/schema/catalog";
import { review } from "../../../../model/review/review";
import { STAGES, type StageName } from "../../../../model/stage/name";
import { realCatalog, releaseOf, stageOf } from "../../../support/release";
import { mockEngine, settled } from "../../components/mocks";

async function findingsOf(name: StageName, catalog: Catalog, preview: boolean): Promise<readonly string[]> {
  const stage = { ...stageOf(name), functions: { ...stageOf(name).functions, absent: [] } };
  const resources = await mockEngine({ preview });
  await stageProgram({ stage, release: releaseOf(catalog) })();
  await settled();
  const { findings } = review({ catalog, resources, isProtected: stage.protected, recovery: stage.recovery.kind });
  return findings.map(({ code, subject }) => `${code} ${subject}`);
}

describe("the security review of the whole backend", () => {
  let catalog: Catalog;
  before(async () => {
    catalog = await realCatalog();
  });

  for (const name of STAGES) {
    it(`of ${name} finds the topic of alarms, and a protected stage without recovery`, async () => {
      const { alarms, recovery, protected: isProtected } = stageOf(name);
      const expected = [
        ...(isProtected && recovery.kind === "off" ? ["RECOVERY_OFF recovery"] : []),
        ...(alarms.kind === "on" ? ["TOPIC_ENCRYPTION topic-alarms"] : []),
      ];
      assert.deepEqual(await findingsOf(name, catalog, false), expected);
    });
  }

  it("finds the same in a first preview, which does not know all values", async () => {
    assert.deepEqual(await findingsOf("production", catalog, true), ["TOPIC_ENCRYPTION topic-alarms"]);
  });

  it("finds a new public route", async () => {
    const { users } = catalog.services;
    assert.ok(users !== undefined);
    const functions = {
      ...users.functions,
      open: { ...Object.values(users.functions)[0], routes: ["GET /open public"] },
    };
    const changed = { ...catalog, services: { ...catalog.services, users: { ...users, functions } } } as Catalog;
    assert.deepEqual((await findingsOf("dev", changed, true))[0], "ROUTE_PUBLIC GET /open");
  });
});
