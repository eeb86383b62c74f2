import { strict as assert } from "node:assert";
import { authorizerContext, type AuthorizerContext } from "../../../../model/catalog/authorizer";
import { allFunctions } from "../../../../model/catalog/functions";
import { catalogSchema } from "../../../../model/catalog/schema/catalog";
import { eventCatalog } from "../../../support/eventCatalog";
import { smallCatalog } from "../../../support/release";

/** Authorizer contexts in the small catalog, whose auth service has a Lambda authorizer. */
function contextOf(id: string): AuthorizerContext {
  const small = smallCatalog();
  const { auth } = small.services;
  assert.ok(auth !== undefined);
  const catalog = catalogSchema.parse({
    ...small,
    api: {
      ...small.api,
      authorizers: { session: { purpose: "Who asks", function: "auth/login", context: ["userId", "accountId"] } },
    },
    services: { ...small.services, auth: { ...auth, defaults: { ...auth.defaults, authorizer: "session" } } },
  });
  const fn = allFunctions(catalog).find((one) => one.id === id);
  assert.ok(fn !== undefined);
  return authorizerContext(catalog, fn);
}

describe("the claims and context that a function gets about its caller", () => {
  it("is the context of its Lambda authorizer", () => {
    assert.deepEqual(contextOf("auth/logout"), {
      kind: "lambda",
      authorizer: "session",
      keys: new Set(["userId", "accountId"]),
    });
  });

  it("is nothing if all routes are public", () => {
    assert.deepEqual(contextOf("auth/login"), { kind: "none" });
  });

  it("is the claims of Cognito's tokens by default", () => {
    const context = contextOf("users/get");
    assert.ok(context.kind === "jwt");
    assert.deepEqual(
      ["sub", "username", "accountId"].map((claim) => context.claims.has(claim)),
      [true, true, false],
    );
  });

  it("includes the claims that a trigger adds to tokens", () => {
    const catalog = eventCatalog();
    const fn = allFunctions(catalog).find(({ id }) => id === "auth/logout");
    assert.ok(fn !== undefined);
    const context = authorizerContext(catalog, fn);
    assert.deepEqual(context.kind === "jwt" && context.claims.has("accountId"), true);
  });
});
