import { strict as assert } from "node:assert";
import {
  isEmptyImport,
  type LiveApi,
  type LiveRoute,
  planImport,
  readOpenApi,
  type Route,
  writeOpenApi,
} from "../../../../../../rehearsal/provider/types/apigateway/openapi";
import { documentOf } from "../../../../../engine/provider/examples/gateway";

const BODY = documentOf({ "/health": { function: "health" }, "/users/{id}": { function: "users", secured: true } });

/** The API as it is right after the document was imported. */
function imported(body: string): LiveApi {
  const { routes, authorizers } = readOpenApi(body);
  return {
    routes: routes.map((route, index) => ({
      ...route,
      routeId: `r${String(index)}`,
      integrationId: `i${String(index)}`,
    })),
    authorizers: authorizers.map((authorizer, index) => ({ ...authorizer, authorizerId: `a${String(index)}` })),
    orphans: [],
  };
}

const edited = (live: LiveApi, key: string, edit: Partial<LiveRoute>): LiveApi => ({
  ...live,
  routes: live.routes.map((route) => (route.key === key ? { ...route, ...edit } : route)),
});

const keys = (routes: readonly Route[]): readonly string[] => routes.map(({ key }) => key);

describe("an OpenAPI document", () => {
  it("gives routes with their integrations and authorizers", () => {
    const [, users] = readOpenApi(BODY).routes;
    assert.deepEqual(users, {
      key: "GET /users/{id}",
      operationName: "users",
      authorizer: "jwt",
      scopes: [],
      integration: {
        type: "AWS_PROXY",
        uri: "arn:aws:apigateway:us-west-2:lambda:path/2015-03-31/functions/arn:aws:lambda:us-west-2:123456789012:function:users:live/invocations",
        method: "POST",
        payloadFormatVersion: "2.0",
        timeoutInMillis: 29_000,
        credentialsArn: "arn:aws:iam::123456789012:role/gateway",
      },
    });
  });

  it("takes the document's security where an operation has none of its own", () => {
    const integration = { "x-amazon-apigateway-integration": { type: "aws_proxy", uri: "u" } };
    const document = JSON.parse(BODY) as Record<string, unknown>;
    const paths = { "/a": { get: integration }, "/b": { get: { ...integration, security: [] } } };
    const { routes } = readOpenApi(JSON.stringify({ ...document, security: [{ jwt: ["read"] }], paths }));
    assert.deepEqual(
      routes.map(({ authorizer, scopes }) => [authorizer, scopes]),
      [
        ["jwt", ["read"]],
        [undefined, []],
      ],
    );
  });

  it("gives ANY and $default their own keys", () => {
    const any = { "x-amazon-apigateway-any-method": { "x-amazon-apigateway-integration": { uri: "u" } } };
    const { routes } = readOpenApi(JSON.stringify({ openapi: "3.0.1", paths: { "/x": any, "/$default": any } }));
    assert.deepEqual(keys(routes), ["ANY /x", "$default"]);
  });

  it("warns of an operation without integration", () => {
    const { warnings } = readOpenApi(JSON.stringify({ openapi: "3.0.1", paths: { "/x": { get: {} } } }));
    assert.deepEqual(warnings, ["GET /x has no x-amazon-apigateway-integration"]);
  });

  it("is refused when a route demands an authorizer that it does not define", () => {
    const document = JSON.parse(BODY) as Record<string, unknown>;
    assert.throws(
      () => readOpenApi(JSON.stringify({ ...document, components: {} })),
      /GET \/users\/\{id\} demands "jwt"/,
    );
  });

  it("is refused when it is of another version", () => {
    assert.throws(() => readOpenApi('{"swagger":"2.0"}'), /not an OpenAPI 3.0 document/);
  });
});

describe("the import of a document", () => {
  it("does nothing where the API is what the document says", () => {
    assert.equal(isEmptyImport(planImport(imported(BODY), readOpenApi(BODY))), true);
  });

  it("makes exactly what is new and removes exactly what is gone", () => {
    const wanted = documentOf({ "/health": { function: "health" }, "/new": { function: "new" } });
    const plan = planImport(imported(BODY), readOpenApi(wanted));
    assert.deepEqual(
      [keys(plan.createRoutes), plan.updateRoutes.length, keys(plan.deleteRoutes)],
      [["GET /new"], 0, ["GET /users/{id}"]],
    );
  });

  it("changes a route whose function is another one, in place", () => {
    const wanted = documentOf({
      "/health": { function: "other" },
      "/users/{id}": { function: "users", secured: true },
    });
    const plan = planImport(imported(BODY), readOpenApi(wanted));
    assert.deepEqual(
      plan.updateRoutes.map(([{ routeId, integrationId }, { integration }]) => [
        routeId,
        integrationId,
        integration.uri.includes(":other:"),
      ]),
      [["r0", "i0", true]],
    );
  });

  it("restores the authorizer of a route that was removed manually", () => {
    const live = edited(imported(BODY), "GET /users/{id}", { authorizer: undefined });
    assert.deepEqual(keys(planImport(live, readOpenApi(BODY)).updateRoutes.map(([, route]) => route)), [
      "GET /users/{id}",
    ]);
  });

  it("repairs a route without an integration", () => {
    const live = edited(imported(BODY), "GET /health", { integrationId: undefined });
    assert.equal(planImport(live, readOpenApi(BODY)).updateRoutes.length, 1);
  });

  it("changes an authorizer and leaves its routes alone", () => {
    const wanted = documentOf(
      { "/health": { function: "health" }, "/users/{id}": { function: "users", secured: true } },
      "another-client",
    );
    const plan = planImport(imported(BODY), readOpenApi(wanted));
    assert.deepEqual([plan.updateAuthorizers.length, plan.updateRoutes.length], [1, 0]);
  });

  const LAMBDA = { "/jobs": { function: "jobs", secured: "lambda" } } as const;

  it("gives a Lambda authorizer with what it is asked by and how long it is believed", () => {
    assert.deepEqual(readOpenApi(documentOf(LAMBDA)).authorizers[1], {
      type: "request",
      name: "session",
      identitySource: ["$request.header.Authorization", "$request.querystring.account"],
      uri: "arn:aws:apigateway:us-west-2:lambda:path/2015-03-31/functions/arn:aws:lambda:us-west-2:123456789012:function:client:live/invocations",
      credentialsArn: "arn:aws:iam::123456789012:role/gateway",
      payloadFormatVersion: "2.0",
      simpleResponses: true,
      cacheSeconds: 60,
    });
  });

  it("changes a Lambda authorizer whose function is another one", () => {
    const plan = planImport(imported(documentOf(LAMBDA)), readOpenApi(documentOf(LAMBDA, "other")));
    assert.deepEqual(
      plan.updateAuthorizers.map(([{ authorizerId }]) => authorizerId),
      ["a0", "a1"],
    );
  });

  it("writes a Lambda authorizer back as it was", () => {
    const live = imported(documentOf(LAMBDA));
    assert.equal(isEmptyImport(planImport(live, readOpenApi(writeOpenApi(live)))), true);
  });

  it("warns of an authorizer that HTTP APIs do not have", () => {
    const document = documentOf(LAMBDA).replace('"type":"request"', '"type":"token"').replace('[{"session":[]}]', "[]");
    assert.deepEqual(readOpenApi(document).warnings, [
      'authorizer "session" is of type "token"; HTTP APIs have jwt and request',
    ]);
  });

  it("removes integrations that no route leads to", () => {
    const live = { ...imported(BODY), orphans: ["left-over"] };
    assert.deepEqual(planImport(live, readOpenApi(BODY)).deleteIntegrations, ["left-over"]);
  });

  it("takes credentials that the emulator does not tell for the wanted ones", () => {
    const live = imported(BODY);
    const routes = live.routes.map((route) => ({
      ...route,
      integration: { ...route.integration, credentialsArn: undefined },
    }));
    assert.equal(isEmptyImport(planImport({ ...live, routes }, readOpenApi(BODY))), true);
  });

  it("can be written back as a document that says the same", () => {
    const live = imported(BODY);
    assert.equal(isEmptyImport(planImport(live, readOpenApi(writeOpenApi(live)))), true);
  });
});
