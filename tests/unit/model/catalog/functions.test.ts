import { strict as assert } from "node:assert";
import { allFunctions, functionId, functionsOf } from "../../../../model/catalog/functions";
import { smallCatalog } from "../../../support/release";

describe("the functions of a catalog", () => {
  const catalog = smallCatalog();

  it("are called by their service and their name", () => {
    assert.equal(functionId("users", "usersGetMe"), "users/usersGetMe");
  });

  it("come service by service, in the catalog's order", () => {
    assert.deepEqual(
      allFunctions(catalog).map(({ id }) => id),
      ["gateway/health", "auth/login", "auth/logout", "users/get", "jobs/follow", "jobs/work"],
    );
  });

  it("of a service know it, and what it says of them", () => {
    const service = catalog.services["users"];
    assert.ok(service);
    assert.deepEqual(functionsOf(service), [{ id: "users/get", name: "get", service, spec: service.functions["get"] }]);
  });

  it("are none where there are no services", () => {
    assert.deepEqual(allFunctions({ ...catalog, services: {} }), []);
  });
});
