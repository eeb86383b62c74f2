import { strict as assert } from "node:assert";
import { stageProgram } from "../../../../components/program";
import { catalogSchema, type Catalog } from "../../../../model/catalog/schema/catalog";
import { releaseOf, smallCatalog, stageOf } from "../../../support/release";
import { mockEngine, named, settled, type Registered } from "../mocks";

const withApi = (): Catalog => {
  const catalog = smallCatalog();
  return catalogSchema.parse({ ...catalog, api: { ...catalog.api, apis: { "/users": { purpose: "Users" } } } });
};

async function resources(catalog: Catalog): Promise<readonly Registered[]> {
  const registered = await mockEngine();
  await stageProgram({ stage: stageOf("production"), release: releaseOf(catalog), transition: null })();
  await settled();
  return registered;
}

const pathsOf = ({ inputs }: Registered): readonly string[] =>
  Object.keys((JSON.parse(String(inputs["body"])) as { readonly paths: object }).paths);

describe("an additional API", () => {
  it("has the routes below its path, without it, and a mapping", async () => {
    const all = await resources(withApi());
    const paths = pathsOf(named(all, "api-users"));
    assert.deepEqual(
      [
        paths.length > 0,
        paths.filter((path) => path.startsWith("/users")),
        pathsOf(named(all, "api")).filter((path) => path.startsWith("/users")),
        named(all, "api-mapping-users").inputs["apiMappingKey"],
        named(all, "api-users").inputs["name"],
      ],
      [true, [], [], "users", "listbackup-prod-api-users"],
    );
  });

  it("adds resources, and changes none but the main API's routes and their views", async () => {
    const [before, after] = [await resources(smallCatalog()), await resources(withApi())];
    const has =
      ({ type, name }: Registered) =>
      (one: Registered) =>
        one.type === type && one.name === name;
    const added = after.filter((one) => !before.some(has(one))).map(({ name }) => name);
    const changed = before
      .filter((one) => JSON.stringify(after.find(has(one))?.inputs) !== JSON.stringify(one.inputs))
      .map(({ name }) => name);
    assert.deepEqual(
      [added.sort(), changed.sort()],
      [
        [
          "alarm-api-users-5xx",
          "alarm-api-users-latency",
          "api-mapping-users",
          "api-users",
          "api-users-access-logs",
          "api-users-deployment",
          "api-users-stage",
        ],
        ["alarm-stage", "api", "api-deployment", "dashboard"],
      ],
    );
  });
});
