import { strict as assert } from "node:assert";
import { catalogSchema, type Catalog } from "../../../../model/catalog/schema/catalog";
import { expandedDigests, mergedDigests, parameterDigests } from "../../../../model/release/parameterDigests";
import { smallCatalog } from "../../../support/release";

const STAGE = { name: "dev" };
const JWT = "/listbackup/jwt";
const KEY = "secret:listbackup/dev/key";

/** `auth/login` reads both, every function of the other service the secret. */
function catalog(): Catalog {
  const small = smallCatalog();
  const { auth } = small.services;
  assert.ok(auth?.functions["login"]);
  const login = {
    ...auth.functions["login"],
    environment: { JWT: `ssm:${JWT}`, KEY: "secret:listbackup/{stage}/key" },
  };
  const others = Object.fromEntries(
    Object.entries(small.services).map(([name, service]) => [
      name,
      name === "auth"
        ? { ...service, functions: { ...service.functions, login } }
        : { ...service, environment: { KEY: "secret:listbackup/{stage}/key" } },
    ]),
  );
  return catalogSchema.parse({ ...small, services: others });
}

describe("parameterDigests", () => {
  it("has a digest for each function that reads something, and for no other", () => {
    const digests = parameterDigests(STAGE, catalog(), { [JWT]: "3" });
    assert.deepEqual(Object.keys(digests), ["auth/login"]);
    assert.match(digests["auth/login"] ?? "", /^[0-9a-f]{12}$/);
  });

  it("changes for the readers of what has another version only", () => {
    const [before, after] = ["3", "4"].map((version) =>
      parameterDigests(STAGE, catalog(), { [JWT]: version, [KEY]: "one" }),
    );
    const changed = Object.keys(after ?? {}).filter((id) => after?.[id] !== before?.[id]);
    assert.deepEqual(changed, ["auth/login"]);
  });

  it("does not depend on the order of the names", () => {
    assert.deepEqual(
      parameterDigests(STAGE, catalog(), { [JWT]: "3", [KEY]: "one" }),
      parameterDigests(STAGE, catalog(), { [KEY]: "one", [JWT]: "3" }),
    );
  });
});

describe("mergedDigests", () => {
  const today = { "auth/login": "new", "users/get": "new", "users/list": "new" };
  const live = { "auth/login": "old", "users/get": "old" };

  it("gives today's to functions of the named services; the others keep theirs, or have none", () => {
    assert.deepEqual(mergedDigests(today, live, { kind: "services", services: ["auth"] }), {
      "auth/login": "new",
      "users/get": "old",
    });
  });

  it("removes the digest of a function that may change and reads nothing any longer", () => {
    const functions = new Set(["users/get"]);
    assert.deepEqual(mergedDigests({}, live, { kind: "functions", functions }), { "auth/login": "old" });
  });
});

describe("expandedDigests", () => {
  it("keeps the digest of a function that only the old release has, so that it does not change", () => {
    const old = { parameterDigests: { "auth/login": "old", "gone/get": "old" } };
    assert.deepEqual(expandedDigests(old, { "auth/login": "new" }, catalog()), {
      "gone/get": "old",
      "auth/login": "new",
    });
  });

  it("does not keep the digest of a function of the next release that reads nothing any longer", () => {
    assert.deepEqual(expandedDigests({ parameterDigests: { "auth/login": "old" } }, {}, catalog()), {});
  });
});
