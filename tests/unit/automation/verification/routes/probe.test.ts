import { strict as assert } from "node:assert";
import {
  responseProblem,
  routeProbes,
  acceptsBearerToken,
  type RouteProbe,
} from "../../../../../automation/verification/routes/probe";
import type { Release } from "../../../../../model/release/release";
import type { StageFunction } from "../../../../../model/stage/functions";

function functionWith(routes: readonly string[], kind: "handler" | "placeholder" = "handler"): StageFunction {
  return { id: "tags/list", spec: { routes }, artifact: { kind } } as unknown as StageFunction;
}

describe("routeProbes and responseProblem", () => {
  it("requests each route without a token, and the given methods with one, too", () => {
    const probes = routeProbes([functionWith(["GET /tags", "POST /tags", "GET /health public"])], ["GET"]);
    const requested = probes.map(({ route, with: sent }) => `${route.method} ${route.path} ${sent}`);
    assert.deepEqual(requested, ["GET /tags nothing", "GET /tags token", "POST /tags nothing", "GET /health nothing"]);
  });

  it("sends a token to a route that changes data only where the path has an unknown id", () => {
    const routes = [
      "PUT /users/me",
      "PUT /users/{userId}",
      "DELETE /entity-tags",
      "DELETE /tags/{tagId}",
      "POST /tags",
    ];
    const probes = routeProbes([functionWith(routes)], ["GET", "POST", "PUT", "DELETE"]);
    const requested = probes.flatMap(({ route, with: sent }) =>
      sent === "token" ? [`${route.method} ${route.path}`] : [],
    );
    assert.deepEqual(requested, ["PUT /users/{userId}", "DELETE /tags/{tagId}"]);
  });

  const authorized = (identitySource: readonly string[], kind: "handler" | "placeholder" = "handler") => {
    const api = { authorizers: { session: { function: "auth/authorize", identitySource } } };
    const release = { catalog: { api }, artifacts: { "auth/authorize": { kind } } } as unknown as Release;
    const fn = { spec: { authorizer: "session" }, service: { defaults: {} } } as unknown as StageFunction;
    return acceptsBearerToken(release, fn);
  };

  it("sends a token where the Lambda authorizer needs nothing else", () => {
    assert.equal(authorized(["$request.header.Authorization"]), true);
  });

  it("sends no token where the Lambda authorizer needs something else, too", () => {
    assert.equal(authorized(["$request.header.Authorization", "$request.header.Cookie"]), false);
  });

  it("sends no token where the Lambda authorizer is a placeholder", () => {
    assert.equal(authorized(["$request.header.Authorization"], "placeholder"), false);
  });

  it("requests routes without a token only, where no token is accepted", () => {
    const probes = routeProbes([functionWith(["GET /tags"])], ["GET"], () => false);
    assert.deepEqual(
      probes.map(({ with: sent }) => sent),
      ["nothing"],
    );
  });

  const probe = (
    method: string,
    auth: "jwt" | "none",
    sent: RouteProbe["with"],
    placeholder = false,
    path = "/x",
  ): RouteProbe => ({
    route: { method, path, auth },
    with: sent,
    placeholder,
  });
  const CASES: readonly (readonly [what: string, RouteProbe, number, string | null])[] = [
    ["refused without a token", probe("GET", "jwt", "nothing"), 401, null],
    [
      "let in without a token",
      probe("GET", "jwt", "nothing"),
      200,
      "GET /x without a token returned 200, expected 401",
    ],
    [
      "an error without a token",
      probe("GET", "jwt", "nothing"),
      500,
      "GET /x without a token returned 500, expected 401",
    ],
    ["nothing there, with a token", probe("GET", "jwt", "token"), 404, null],
    ["a good token refused", probe("GET", "jwt", "token"), 403, "GET /x rejects a valid token: 403"],
    ["a change that a role does not allow", probe("DELETE", "jwt", "token", false, "/x/{id}"), 403, null],
    ["an account with an unknown id", probe("GET", "jwt", "token", false, "/x/{id}"), 403, null],
    [
      "a token that the handler does not take, of something that is not there",
      probe("GET", "jwt", "token", false, "/x/{id}"),
      401,
      "GET /x/{id} rejects a valid token: 401",
    ],
    ["a good token refused for a change", probe("PUT", "jwt", "token"), 401, "PUT /x rejects a valid token: 401"],
    ["an error of its own", probe("GET", "jwt", "token"), 502, "GET /x returned 502"],
    ["an invalid request to a public route", probe("POST", "none", "nothing"), 400, null],
    ["an error of a public route", probe("POST", "none", "nothing"), 500, "POST /x returned 500"],
    ["a placeholder", probe("GET", "none", "nothing", true), 501, null],
    [
      "a placeholder that answers",
      probe("GET", "jwt", "token", true),
      200,
      "GET /x is a placeholder and returned 200, expected 501",
    ],
    ["a handler that answers like a placeholder", probe("GET", "jwt", "token"), 501, "GET /x returned 501"],
    ["a browser let through", probe("OPTIONS", "none", "nothing", true), 204, null],
    [
      "a browser kept out",
      probe("OPTIONS", "none", "nothing"),
      403,
      "OPTIONS /x rejects a CORS preflight request: 403",
    ],
  ];
  for (const [what, one, status, expected] of CASES) {
    it(`${what}`, () => {
      assert.equal(responseProblem(one, status, null), expected);
    });
  }

  const MISSING: readonly (readonly [what: string, json: unknown, expected: string | null])[] = [
    [
      "a route that the gateway does not have",
      { message: "Not Found" },
      "POST /x returned 404: the API has no such route",
    ],
    ["a backend that finds nothing", { code: "not_found", message: "Not Found" }, null],
    ["a backend that finds nothing, without a body", undefined, null],
  ];
  for (const [what, json, expected] of MISSING) {
    it(`${what}`, () => {
      assert.equal(responseProblem(probe("POST", "none", "nothing"), 404, json), expected);
    });
  }

  const BY_API: readonly (readonly [what: string, status: number, message: string, expected: string | null])[] = [
    [
      "an authorizer that rejects every caller",
      403,
      "Forbidden",
      "GET /x/{id} rejects a valid token: 403 by the API's authorizer",
    ],
    [
      "an authorizer that does not know the token",
      401,
      "Unauthorized",
      "GET /x/{id} rejects a valid token: 401 by the API's authorizer",
    ],
    [
      "a function that the API may not invoke",
      500,
      "Internal Server Error",
      "GET /x/{id} returned 500: API Gateway may not invoke the function, or got no valid response from it",
    ],
    ["a backend's own refusal", 403, "account access denied", null],
  ];
  for (const [what, status, message, expected] of BY_API) {
    it(`${what}`, () => {
      assert.equal(responseProblem(probe("GET", "jwt", "token", false, "/x/{id}"), status, { message }), expected);
    });
  }
});
