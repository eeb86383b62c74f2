import { strict as assert } from "node:assert";
import { catalogSchema, type Catalog } from "../../../../model/catalog/schema/catalog";
import { absentAuthorizers } from "../../../../model/stage/authorizers";
import type { Stage } from "../../../../model/stage/stage";
import { eventCatalog } from "../../../support/eventCatalog";
import { releaseOf, stageOf } from "../../../support/release";

/** The event catalog whose auth service is decided on by the authorizer `session`. */
function authorized(): Catalog {
  const catalog = eventCatalog();
  const { auth } = catalog.services;
  assert.ok(auth !== undefined);
  const defaults = { ...auth.defaults, authorizer: "session" };
  return catalogSchema.parse({ ...catalog, services: { ...catalog.services, auth: { ...auth, defaults } } });
}

function without(...absent: readonly string[]): Stage {
  const stage = stageOf("dev");
  return { ...stage, functions: { ...stage.functions, absent: [...absent] } };
}

describe("authorizers whose function a stage does without", () => {
  it("are named with the routes that they decide on, and without public ones", () => {
    assert.deepEqual(absentAuthorizers(without("auth/authorize"), releaseOf(authorized())), [
      { authorizer: "session", function: "auth/authorize", routes: ["POST /auth/logout"] },
    ]);
  });

  it("are none where the function is on the stage", () => {
    assert.deepEqual(absentAuthorizers(without(), releaseOf(authorized())), []);
  });

  it("do not matter where the functions of their routes are absent too", () => {
    assert.deepEqual(absentAuthorizers(without("auth/authorize", "auth/logout"), releaseOf(authorized())), []);
  });

  it("include those that the release was not built with", () => {
    const release = releaseOf(authorized(), "auth/authorize");
    assert.deepEqual(
      absentAuthorizers(without(), release).map(({ function: id }) => id),
      ["auth/authorize"],
    );
  });
});
