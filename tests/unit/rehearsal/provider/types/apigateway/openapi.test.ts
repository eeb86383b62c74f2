import { strict as assert } from "node:assert";
import { readInfo, writeOpenApi } from "../../../../../../rehearsal/provider/types/apigateway/openapi";

describe("an OpenAPI document of an API", () => {
  it("says what the API is called", () => {
    const info = { title: "example", version: "1" };
    assert.deepEqual(readInfo(JSON.stringify({ openapi: "3.0.1", info })), { ...info, description: undefined });
  });

  it("is refused when it is of another kind", () => {
    assert.throws(() => readInfo('{"swagger":"2.0"}'), /not an OpenAPI 3.0 document/);
  });

  it("is written with one operation for each method of a path, and without integration where a route leads nowhere", () => {
    const integration = {
      type: "AWS_PROXY",
      uri: "arn:of:function",
      method: "POST",
      payloadFormatVersion: "2.0",
      timeoutInMillis: 29_000,
      credentialsArn: undefined,
    };
    const route = { operationName: undefined, authorizer: undefined, scopes: [], integration: undefined };
    const written = writeOpenApi({
      authorizers: [
        { type: "jwt", name: "jwt", identitySource: ["$x"], issuer: "https://issuer", audience: ["client"] },
      ],
      routes: [
        { ...route, key: "$default" },
        { ...route, key: "ANY /any" },
        { ...route, key: "GET /users", operationName: "list", authorizer: "jwt", scopes: ["read"], integration },
        { ...route, key: "POST /users" },
      ],
    });
    assert.deepEqual(JSON.parse(written), {
      openapi: "3.0.1",
      paths: {
        "/$default": { "x-amazon-apigateway-any-method": {} },
        "/any": { "x-amazon-apigateway-any-method": {} },
        "/users": {
          get: {
            operationId: "list",
            security: [{ jwt: ["read"] }],
            "x-amazon-apigateway-integration": {
              type: "AWS_PROXY",
              uri: "arn:of:function",
              httpMethod: "POST",
              payloadFormatVersion: "2.0",
              timeoutInMillis: 29_000,
            },
          },
          post: {},
        },
      },
      components: {
        securitySchemes: {
          jwt: {
            type: "oauth2",
            "x-amazon-apigateway-authorizer": {
              type: "jwt",
              identitySource: "$x",
              jwtConfiguration: { issuer: "https://issuer", audience: ["client"] },
            },
          },
        },
      },
    });
  });
});
