import { strict as assert } from "node:assert";
import type { ApiGatewayV2 } from "@aws-sdk/client-apigatewayv2";
import { documentOf } from "../provider/examples/gateway";
import { clientsOf } from "../../support/emulator/clients";
import { useEmulator } from "../../support/emulator/emulator";

const TWO = { "/health": { function: "health" }, "/users/{id}": { function: "users", secured: true } } as const;
const LAMBDA = { "/jobs": { function: "jobs", secured: "lambda" } } as const;
const ROLE = "arn:aws:iam::123456789012:role/gateway";

describe("the import of a document into an HTTP API of the local AWS", function () {
  this.timeout(60_000);
  const emulator = useEmulator();
  let api: ApiGatewayV2;
  let ApiId: string;

  beforeEach(async () => {
    ({ api } = clientsOf(emulator.endpoint, "000000000000", "us-west-2"));
    ({ ApiId: ApiId = "" } = await api.createApi({ Name: "first", ProtocolType: "HTTP", Tags: { old: "tag" } }));
  });

  const reimport = (Body: string, FailOnWarnings = false) => api.reimportApi({ ApiId, Body, FailOnWarnings });
  const edited = (document: string, edit: object): string =>
    JSON.stringify({ ...(JSON.parse(document) as object), ...edit });

  const routes = async () => (await api.getRoutes({ ApiId })).Items ?? [];
  const integrations = async () => (await api.getIntegrations({ ApiId })).Items ?? [];
  const authorizers = async () => (await api.getAuthorizers({ ApiId })).Items ?? [];
  /** All that an import writes, with ids. */
  const all = async () => [await routes(), await integrations(), await authorizers()];
  const route = async (key: string) => {
    const found = (await routes()).find(({ RouteKey }) => RouteKey === key);
    assert.ok(found);
    return found;
  };
  const integration = async (key: string) => {
    const { Target = "" } = await route(key);
    return api.getIntegration({ ApiId, IntegrationId: Target.replace("integrations/", "") });
  };

  it("makes routes with their integrations and authorizers", async () => {
    await reimport(documentOf(TWO));
    const { AuthorizationType, AuthorizerId, OperationName } = await route("GET /users/{id}");
    const [{ AuthorizerId: jwt, JwtConfiguration } = {}] = await authorizers();
    assert.deepEqual([AuthorizationType, AuthorizerId, OperationName], ["JWT", jwt, "users"]);
    assert.deepEqual(JwtConfiguration?.Audience, ["client"]);
    const { IntegrationUri, CredentialsArn, TimeoutInMillis } = await integration("GET /users/{id}");
    assert.match(IntegrationUri ?? "", /:function:users:live\/invocations$/);
    assert.deepEqual([CredentialsArn, TimeoutInMillis], [ROLE, 29_000]);
    assert.equal((await route("GET /health")).AuthorizationType, "NONE");
  });

  it("makes a Lambda authorizer with what it is asked by and how long it is believed", async () => {
    await reimport(documentOf(LAMBDA));
    const found = (await authorizers()).find(({ Name }) => Name === "session");
    assert.deepEqual(
      [found?.AuthorizerType, found?.IdentitySource, found?.AuthorizerResultTtlInSeconds, found?.EnableSimpleResponses],
      ["REQUEST", ["$request.header.Authorization", "$request.querystring.account"], 60, true],
    );
    assert.equal((await route("GET /jobs")).AuthorizationType, "CUSTOM");
  });

  it("changes nothing where the API is what the document says", async () => {
    await reimport(documentOf({ ...TWO, ...LAMBDA }));
    const before = await all();
    await reimport(documentOf({ ...TWO, ...LAMBDA }));
    assert.deepEqual(await all(), before);
  });

  it("makes what is new, changes in place, and removes what is gone", async () => {
    await reimport(documentOf(TWO));
    const { RouteId, Target } = await route("GET /health");
    await reimport(documentOf({ "/health": { function: "other" }, "/new": { function: "new" } }, "another-client"));
    assert.deepEqual((await routes()).map(({ RouteKey }) => RouteKey).sort(), ["GET /health", "GET /new"]);
    assert.deepEqual(await route("GET /health").then((found) => [found.RouteId, found.Target]), [RouteId, Target]);
    assert.match((await integration("GET /health")).IntegrationUri ?? "", /:other:/);
    assert.equal((await integrations()).length, 2);
    assert.deepEqual((await authorizers())[0]?.JwtConfiguration?.Audience, ["another-client"]);
  });

  it("repairs what was changed manually", async () => {
    await reimport(documentOf(TWO));
    const wanted = await all();
    const { RouteId } = await route("GET /users/{id}");
    await api.updateRoute({ ApiId, RouteId, AuthorizationType: "NONE", AuthorizerId: "" });
    await api.createIntegration({ ApiId, IntegrationType: "AWS_PROXY", IntegrationUri: ROLE });
    await reimport(documentOf(TWO));
    assert.deepEqual(await all(), wanted);
  });

  it("makes an integration for a route that lost its own", async () => {
    await reimport(documentOf(TWO));
    const { Target = "" } = await route("GET /health");
    await api.deleteIntegration({ ApiId, IntegrationId: Target.replace("integrations/", "") });
    await reimport(documentOf(TWO));
    assert.match((await integration("GET /health")).IntegrationUri ?? "", /:health:/);
  });

  it("takes the document's security where an operation has none of its own", async () => {
    const document = documentOf({ "/health": { function: "health" } });
    await reimport(edited(document, { security: [{ jwt: ["read"] }] }));
    const { AuthorizationType, AuthorizationScopes } = await route("GET /health");
    assert.deepEqual([AuthorizationType, AuthorizationScopes], ["JWT", ["read"]]);
  });

  it("gives the API the document's labels, tags and CORS settings, and takes its own away", async () => {
    await api.updateApi({ ApiId, CorsConfiguration: { AllowOrigins: ["https://example.com"] } });
    const labels = { info: { title: "second", version: "2" }, tags: { new: "tag" } };
    await reimport(documentOf(TWO, "client", labels));
    const { Name, Version, CorsConfiguration } = await api.getApi({ ApiId });
    assert.deepEqual([Name, Version, CorsConfiguration], ["second", "2", undefined]);
    const { Tags } = await api.getTags({ ResourceArn: `arn:aws:apigateway:us-west-2::/apis/${ApiId}` });
    assert.deepEqual(Tags, { new: "tag" });
    await reimport(edited(documentOf(TWO), { "x-amazon-apigateway-cors": { allowOrigins: ["*"] } }));
    assert.deepEqual((await api.getApi({ ApiId })).CorsConfiguration, { AllowOrigins: ["*"] });
  });

  it("warns of what it leaves out, and refuses it where asked to", async () => {
    const odd = edited(documentOf({}), { paths: { "/x": { get: {} } } });
    const token = documentOf(LAMBDA).replace('"type":"request"', '"type":"token"').replace('[{"session":[]}]', "[]");
    assert.deepEqual((await reimport(odd)).Warnings, ["GET /x has no x-amazon-apigateway-integration"]);
    assert.deepEqual((await reimport(token)).Warnings, [
      'authorizer "session" is of type "token"; HTTP APIs have jwt and request',
    ]);
    await assert.rejects(reimport(odd, true), /Warnings found during import:\s+GET \/x has no/);
  });

  it("names the routes of every kind as API Gateway does", async () => {
    const [operation] = Object.values(
      (JSON.parse(documentOf({ "/x": { function: "x" } })) as { paths: Record<string, { get: object }> }).paths,
    );
    const any = { "x-amazon-apigateway-any-method": operation?.get };
    await reimport(edited(documentOf({}), { paths: { "/x": { ...any, parameters: [] }, "/$default": any } }));
    assert.deepEqual((await routes()).map(({ RouteKey }) => RouteKey).sort(), ["$default", "ANY /x"]);
  });

  it("refuses what it cannot import, and leaves the API as it was", async () => {
    await reimport(documentOf(TWO));
    const before = await all();
    const slow = documentOf(TWO).replaceAll("29000", "60000");
    const many = Object.fromEntries(
      Array.from({ length: 301 }, (_, index) => [`/${String(index)}`, { function: "x" }]),
    );
    await assert.rejects(reimport('{"swagger":"2.0"}'), /not an OpenAPI 3.0 document in JSON/);
    await assert.rejects(reimport("not json"), /not an OpenAPI 3.0 document in JSON/);
    await assert.rejects(
      reimport(edited(documentOf(TWO), { components: {} })),
      /demands "jwt", which no security scheme/,
    );
    await assert.rejects(reimport(slow), /less than or equal to 30000/);
    await assert.rejects(reimport(documentOf(many)), /Maximum number of Routes for this API has been reached/);
    await assert.rejects(api.reimportApi({ ApiId: "gone", Body: documentOf(TWO) }), { name: "NotFoundException" });
    assert.deepEqual(await all(), before);
  });
});
