import { strict as assert } from "node:assert";
import { functionsWithValue, readersOf } from "../../../../model/catalog/secretReaders";
import { smallCatalog } from "../../../support/release";

const STAGE = { name: "production" } as const;
const SENDER = "/listbackup/production/sender";
const CATALOG = smallCatalog();

describe("readersOf", () => {
  it("returns functions whose environment, or whose service's, references it", () => {
    const catalog = smallCatalog();
    const [service] = Object.values(catalog.services);
    assert.ok(service);
    const reading = { ...service, environment: { SENDER: "ssm:/listbackup/{stage}/sender" } };
    const services = { ...catalog.services, [service.service]: reading };
    assert.deepEqual(
      readersOf(STAGE, { ...CATALOG, services }, { name: SENDER }),
      Object.keys(service.functions).map((name) => `${service.service}/${name}`),
    );
  });

  const GRANTED = ["read ssm:/listbackup/{stage}/sender", "read ssm:/listbackup/{stage}/*"];
  for (const grant of GRANTED)
    it(`returns all functions of a service that has only the grant "${grant}"`, () => {
      const catalog = smallCatalog();
      const [service] = Object.values(catalog.services);
      assert.ok(service);
      const services = { ...catalog.services, [service.service]: { ...service, grants: [grant] } };
      assert.deepEqual(
        readersOf(STAGE, { ...CATALOG, services }, { name: SENDER }),
        Object.keys(service.functions).map((name) => `${service.service}/${name}`),
      );
    });

  it("leaves out other functions of a service where one references it in its environment", () => {
    const catalog = smallCatalog();
    const service = catalog.services["auth"];
    const login = service?.functions["login"];
    assert.ok(service && login);
    const reference = "ssm:/listbackup/{stage}/sender";
    const functions = { ...service.functions, login: { ...login, environment: { SENDER: reference } } };
    const auth = { ...service, grants: [`read ${reference}`], functions };
    const services = { ...catalog.services, auth };
    assert.deepEqual(readersOf(STAGE, { ...CATALOG, services }, { name: SENDER }), ["auth/login"]);
  });
});

describe("functionsWithValue", () => {
  it("returns functions whose environment has the reference that a generated parameter comes from", () => {
    const catalog = smallCatalog();
    const service = catalog.services["auth"];
    const login = service?.functions["login"];
    assert.ok(service && login);
    const functions = { ...service.functions, login: { ...login, environment: { CLIENT: "identity:client-id" } } };
    const services = { auth: { ...service, environment: {}, functions } };
    assert.deepEqual(functionsWithValue({ ...catalog, services }, "identity:client-id"), ["auth/login"]);
  });
});
