import { strict as assert } from "node:assert";
import { allFunctions, functionId, functionsOf, parseFunctionId, serviceOf } from "../../../../model/catalog/functions";
import { findFunction } from "../../../../model/catalog/functionCalls";
import { smallCatalog } from "../../../support/release";

describe("the functions of a catalog", () => {
  const catalog = smallCatalog();

  it("are called by their service and their name", () => {
    assert.equal(functionId("users", "usersGetMe"), "users/usersGetMe");
  });

  it("are named by an id of two parts, and by no other text", () => {
    const texts = ["users/get", "users", "users/", "/get", "users/get/x", ""];
    assert.deepEqual(texts.map(parseFunctionId), [{ service: "users", name: "get" }, null, null, null, null, null]);
  });

  it("are not found by an id with a part too many", () => {
    assert.deepEqual([findFunction(catalog, "users/get")?.name, findFunction(catalog, "users/get/x")], ["get", null]);
  });

  it("belong to the service of their id, which a service's own name is too", () => {
    assert.deepEqual(["users/get", "users"].map(serviceOf), ["users", "users"]);
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
