import { strict as assert } from "node:assert";
import { fingerprint, openApiDocument } from "../../../../components/api/openapi";
import { catalogSchema, type Catalog } from "../../../../model/catalog/schema/catalog";
import { functionsOnStage } from "../../../../model/stage/functions";
import type { Stage } from "../../../../model/stage/stage";
import { releaseOf, smallCatalog, stageOf } from "../../../support/release";

const LABELS = {
  name: "listbackup-dev-api",
  description: "The API",
  version: "1",
  tags: { Stage: "dev", Name: "api" },
};
const FACTS = { labels: LABELS, issuer: "https://issuer", clientId: "CLIENT", invokeRoleArn: "arn:role" };

function documentOf(catalog: Catalog = smallCatalog(), stage: Stage = stageOf("dev")): string {
  return openApiDocument(stage, catalog, functionsOnStage(stage, releaseOf(catalog)), FACTS);
}

interface Operation {
  readonly security?: readonly object[];
  readonly "x-amazon-apigateway-integration": Readonly<Record<string, unknown>>;
}
interface Document {
  readonly info: object;
  readonly tags: readonly object[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly securitySchemes: object };
}

const parsed = (text: string): Document => JSON.parse(text) as Document;

/** The small catalog with another function under one more route. */
function withRoute(service: string, name: string, route: string): Catalog {
  const catalog = structuredClone(smallCatalog()) as { services: Record<string, { functions: object }> };
  const its = catalog.services[service];
  if (its === undefined) throw new Error(`no service ${service}`);
  its.functions = { ...its.functions, [name]: { handler: "users/other", routes: [route] } };
  return catalogSchema.parse(catalog);
}

/** The small catalog with a Lambda authorizer for the auth service. */
function withAuthorizer(settings: object): Catalog {
  const catalog = structuredClone(smallCatalog());
  const auth = catalog.services["auth"];
  assert.ok(auth !== undefined);
  return catalogSchema.parse({
    ...catalog,
    api: {
      ...catalog.api,
      authorizers: { session: { purpose: "Who asks", function: "auth/authorize", context: ["userId"], ...settings } },
    },
    services: {
      ...catalog.services,
      auth: {
        ...auth,
        defaults: { ...auth.defaults, authorizer: "session" },
        functions: { ...auth.functions, authorize: { handler: "auth/authorize" } },
      },
    },
  });
}

describe("the API's document", () => {
  it("gives the API the name, description, version and tags that its resource has", () => {
    const { info, tags } = parsed(documentOf());
    assert.deepEqual(
      { info, tags },
      {
        info: { title: "listbackup-dev-api", description: "The API", version: "1" },
        tags: [
          { name: "Name", "x-amazon-apigateway-tag-value": "api" },
          { name: "Stage", "x-amazon-apigateway-tag-value": "dev" },
        ],
      },
    );
  });

  it("has every route of the catalog, in order", () => {
    const paths = parsed(documentOf()).paths;
    const routes = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods)
        .filter((method) => method !== "parameters")
        .map((method) => `${method} ${path}`),
    );
    assert.deepEqual(routes, ["post /auth/login", "post /auth/logout", "get /health", "get /users/{userId}"]);
  });

  it("calls a function through its alias, in the API's role", () => {
    assert.deepEqual(parsed(documentOf()).paths["/auth/login"]?.["post"]?.["x-amazon-apigateway-integration"], {
      type: "aws_proxy",
      httpMethod: "POST",
      uri: "arn:aws:apigateway:us-west-2:lambda:path/2015-03-31/functions/arn:aws:lambda:us-west-2:100000000001:function:listbackup-dev-auth-login:live/invocations",
      credentials: "arn:role",
      payloadFormatVersion: "2.0",
      timeoutInMillis: 30_000,
    });
  });

  it("keeps the old payload for functions that came from a REST API", () => {
    const { paths } = parsed(documentOf());
    assert.equal(paths["/users/{userId}"]?.["get"]?.["x-amazon-apigateway-integration"]["payloadFormatVersion"], "1.0");
  });

  it("asks for a token where the route is not public", () => {
    const { paths } = parsed(documentOf());
    assert.deepEqual(
      [paths["/auth/logout"]?.["post"]?.security, paths["/auth/login"]?.["post"]?.security],
      [[{ cognito: [] }], undefined],
    );
  });

  it("takes tokens of the stage's own pool and client", () => {
    assert.deepEqual(parsed(documentOf()).components.securitySchemes, {
      cognito: {
        type: "oauth2",
        "x-amazon-apigateway-authorizer": {
          type: "jwt",
          identitySource: "$request.header.Authorization",
          jwtConfiguration: { issuer: "https://issuer", audience: ["CLIENT"] },
        },
      },
    });
  });

  it("asks the Lambda authorizer of a function, through its alias and in the API's role", () => {
    const { paths, components } = parsed(documentOf(withAuthorizer({ cacheSeconds: 60 })));
    assert.deepEqual(
      [paths["/auth/logout"]?.["post"]?.security, paths["/users/{userId}"]?.["get"]?.security],
      [[{ session: [] }], [{ cognito: [] }]],
    );
    assert.deepEqual((components.securitySchemes as Record<string, unknown>)["session"], {
      type: "apiKey",
      name: "Authorization",
      in: "header",
      "x-amazon-apigateway-authorizer": {
        type: "request",
        authorizerUri:
          "arn:aws:apigateway:us-west-2:lambda:path/2015-03-31/functions/arn:aws:lambda:us-west-2:100000000001:function:listbackup-dev-auth-authorize:live/invocations",
        authorizerCredentials: "arn:role",
        authorizerPayloadFormatVersion: "2.0",
        enableSimpleResponses: true,
        authorizerResultTtlInSeconds: 60,
        identitySource: "$request.header.Authorization",
      },
    });
  });

  it("leaves the identity source out where an authorizer has none", () => {
    const { components } = parsed(documentOf(withAuthorizer({ cacheSeconds: 0, identitySource: [] })));
    const { session } = components.securitySchemes as Readonly<Record<string, Readonly<Record<string, object>>>>;
    assert.equal("identitySource" in (session?.["x-amazon-apigateway-authorizer"] ?? {}), false);
  });

  it("declares the parameters of a path", () => {
    assert.deepEqual((parsed(documentOf()).paths["/users/{userId}"] as Record<string, unknown>)["parameters"], [
      { name: "userId", in: "path", required: true, schema: { type: "string" } },
    ]);
  });

  it("has no route for a function that the stage does without", () => {
    const dev = stageOf("dev");
    const without: Stage = { ...dev, functions: { ...dev.functions, absent: ["users/get"] } };
    assert.equal(parsed(documentOf(smallCatalog(), without)).paths["/users/{userId}"], undefined);
  });

  it("has the same fingerprint for the same routes, in whatever order the catalog names them", () => {
    const catalog = smallCatalog();
    const turned = { ...catalog, services: Object.fromEntries(Object.entries(catalog.services).reverse()) };
    assert.equal(fingerprint(documentOf(turned)), fingerprint(documentOf(catalog)));
  });

  it("has another fingerprint with one more route", () => {
    assert.notEqual(fingerprint(documentOf(withRoute("users", "list", "GET /users"))), fingerprint(documentOf()));
  });
});
