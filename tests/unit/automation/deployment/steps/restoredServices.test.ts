import { strict as assert } from "node:assert";
import { restoredServices } from "../../../../../automation/deployment/rollback/restoredServices";
import type { Catalog } from "../../../../../model/catalog/schema/catalog";
import { DeployError } from "../../../../../model/errors";
import type { Release } from "../../../../../model/release/release";
import { stageData } from "../../../../../model/release/stageData";
import { eventCatalog } from "../../../../support/eventCatalog";
import { recordOf } from "../../../../support/records";
import { releaseOf } from "../../../../support/release";

const PLAIN = eventCatalog();
const USERS = PLAIN.services["users"];
assert.ok(USERS !== undefined);

/** A service whose functions ask the Lambda authorizer of `api.yaml`. */
const ASKING = { ...USERS, defaults: { ...USERS.defaults, authorizer: "session" } };
const WITH_AUTHORIZER = { ...PLAIN, services: { ...PLAIN.services, users: ASKING } };
const WITHOUT_AUTHORIZER = { ...PLAIN, api: { ...PLAIN.api, authorizers: {} } };
const THEN = recordOf(100, { release: releaseOf(WITH_AUTHORIZER) });

function restored(today: Catalog): Release {
  const serving = recordOf(200, { release: releaseOf(today) });
  return restoredServices(serving, ["users"], THEN, stageData([serving, THEN]));
}

describe("a rollback of some services", () => {
  it("is refused if one names a removed authorizer, and suggests a full rollback", () => {
    assert.throws(
      () => restored(WITHOUT_AUTHORIZER),
      (error: unknown) =>
        error instanceof DeployError &&
        error.code === "CATALOG_INVALID" &&
        error.what.includes("session") &&
        error.remedy === "Roll back to the whole release: `bin/deploy rollback dev --to 100`.",
    );
  });

  it("restores compatible services", () => {
    assert.deepEqual(restored(PLAIN).catalog.services["users"], ASKING);
  });
});
