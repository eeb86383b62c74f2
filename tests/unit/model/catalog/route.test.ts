import { strict as assert } from "node:assert";
import { parseRoute } from "../../../../model/catalog/route";

describe("a route", () => {
  const READ = {
    "GET /users": { method: "GET", path: "/users", auth: "jwt" },
    "POST /auth/login public": { method: "POST", path: "/auth/login", auth: "none" },
    "PUT /users/{userId}/settings": { method: "PUT", path: "/users/{userId}/settings", auth: "jwt" },
    "DELETE /files/{path+} public": { method: "DELETE", path: "/files/{path+}", auth: "none" },
    "PATCH /public": { method: "PATCH", path: "/public", auth: "jwt" },
    "GET /": { method: "GET", path: "/", auth: "jwt" },
  };
  for (const [text, route] of Object.entries(READ)) {
    it(`is read from ${text}`, () => {
      assert.deepEqual(parseRoute(text), route);
    });
  }

  const NONE = [
    "",
    "GET",
    "GET users",
    "get /users",
    "GET  /users",
    "GET /users private",
    "GET /a public public",
    "ANY /users",
  ];
  for (const text of [...NONE, "GET /users\nPOST /users", " GET /users"]) {
    it(`is not read from ${JSON.stringify(text)}`, () => {
      assert.throws(() => parseRoute(text), TypeError);
    });
  }
});
